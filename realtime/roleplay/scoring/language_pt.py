"""Portuguese, as it is spoken in Brazil: what the words of a practice call say. Data only.

Phrases are written as phrases.py reads them. A heavier one says more surely what a sentence is.
"""

from realtime.roleplay.scoring.asking_pt import ASKING
from realtime.roleplay.scoring.concepts_pt import CONCEPTS
from realtime.roleplay.scoring.kinds_pt import KINDS
from realtime.roleplay.scoring.language import Language
from realtime.roleplay.scoring.learnt import read
from realtime.roleplay.scoring.resisting_pt import OBJECTIONS
from realtime.roleplay.scoring.treating_pt import TREATMENTS

_SHORT_FORMS = {
    "pra": "para",
    "pro": "para o",
    "pros": "para os",
    "pras": "para as",
    "ta": "esta",
    "to": "estou",
    "ce": "voce",
    "ces": "voces",
    "vc": "voce",
    "vcs": "voces",
    "cade": "onde esta",
    "prum": "para um",
    "pruma": "para uma",
    "senhor": "voce",
    "senhora": "voce",
    "senhores": "voces",
}

_LEAD_INS = frozenset(
    """
    e mas entao ah ahn hum humm olha bom bem tipo assim eh ai no caso agora ok certo beleza legal
    perfeito otimo entendi aham sim viu tudo so por curiosidade ne o
    """.split()
) - {"o", "no", "caso", "tudo", "por", "so"}

_PHRASES = {
    # Where a question may begin within speech that has no marks.
    "openers": {
        1: """
        como é que; o que é que; onde é que; quem é que; quando é que; o que acontece; como fica;
        e como/quem/quanto/quantos/quantas/onde/quando/qual/quais; me conta; me fala; me diz;
        vocês têm/tem/usam/já/costumam; quanto vocês; quantos/quantas vocês; quanto custa;
        como vocês; o que mais; o que você; o que vocês; que impacto; faz sentido para;
        tem mais alguma; posso te; podemos marcar; quem mais; se a gente; se você pudesse;
        se vocês pudessem; qual é; qual a; qual o; quanto isso; quanto tempo; há quanto tempo;
        você acha que
        """,
    },
    "fillers": {
        1: """
        né; hum; humm; ahn; eh; ãh; hã; ahm; hmm; uhm; tipo; tipo assim; quer dizer; sabe; aí assim;
        entendeu; é tipo
        """,
    },
    "next_step": {
        3: """
        próximo passo; próximos passos; vamos marcar; podemos marcar; posso marcar; a gente marca;
        marcar uma; marcar um; marcado; fica marcado; agendar; agendado; agendamos; combinado;
        ficou combinado; fica combinado; então fica; te ligo na; te ligo no; te mando o convite;
        mando o convite; convite; visita na; visita no; reunião na; reunião no; a gente se fala na;
        volto a falar na; nos falamos na; demonstração na; fica para
        """,
    },
    "dates": {
        1: """
        segunda; terça; quarta; quinta; sexta; sábado; amanhã; às oito; às nove; às dez; às onze;
        às duas; às três; às quatro; às cinco; às quinze; às quatorze; às dezesseis; dia um;
        dia dois; dia cinco; dia dez; dia quinze; dia vinte; semana que vem; janeiro; fevereiro;
        março; abril; maio; junho; julho; agosto; setembro; outubro; novembro; dezembro; de manhã;
        de tarde; da manhã; da tarde
        """,
    },
    "discounts": {
        3: """
        desconto; abaixo o preço; abaixo para; tiro ... por cento; faço por; mais barato para você;
        por cento a menos
        """,
    },
    "value": {
        3: """
        economi*; retorno; você ganha; vocês ganham; recupera*; você me disse que; reduz*; se paga;
        resolve
        """,
    },
    "summary": {
        3: """
        resumindo; em resumo; recapitulando; se eu entendi; se entendi; deixa eu ver se entendi;
        então ficamos; entendi que; só para confirmar; você me disse; vocês me disseram;
        você comentou; pelo que você
        """,
    },
    "pressure": {
        3: """
        só hoje; só até hoje; última chance; vai perder; fecha agora; fecha hoje; fechar hoje;
        assina hoje; vai se arrepender; última vaga; é pegar ou largar; acaba hoje
        """,
    },
}

PORTUGUESE = Language(
    code="pt-BR",
    short_forms=_SHORT_FORMS,
    lead_ins=_LEAD_INS,
    phrases=_PHRASES,
    hints={"question": {**ASKING, **KINDS}, "objection": OBJECTIONS, "treatment": TREATMENTS},
    concepts=CONCEPTS,
    learnt=read("pt-BR"),
)
