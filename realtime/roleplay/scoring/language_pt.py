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
        próximo passo; próximos passos; próxima conversa; próxima reunião; nossa reunião;
        vamos/podemos/posso/vou marcar; marcar uma/um/com/para; a gente marca; marcamos; já marco;
        marco com/para/uma/um; marcado/marcada; agendar/agendo/agendamos/agendado/agendada/agendei;
        combinado/combinada; combinamos; então fica; fica para; convite; te espero na/no;
        te ligo/chamo/procuro na/no/às/amanhã/segunda/terça/quarta/quinta/sexta/dia/semana;
        ligo para você/vocês na/no/amanhã/semana;
        te retorno na/no/até/amanhã/semana; volto aí na/no;
        a gente se fala/vê/encontra/reúne na/no/às/amanhã/segunda/terça/quarta/quinta/sexta/dia;
        a gente se fala/vê/encontra/reúne semana; a gente conversa/retoma na/no/amanhã/dia/semana;
        nos falamos/vemos/encontramos/reunimos na/no/às/amanhã/segunda/terça/quarta/quinta/sexta;
        nos falamos/vemos/encontramos/reunimos dia/semana; conversamos na/no/amanhã/dia/semana;
        volto a falar/ligar/conversar; volto a te ligar/procurar/chamar; volto na/no/dia;
        passo/vou aí na/no/às/amanhã/segunda/terça/quarta/quinta/sexta/dia/semana;
        visita na/no/técnica/às/dia; reunião na/no/às/dia/com/de; demonstração na/no/às/dia;
        chamada/ligação/apresentação na/no/às/dia; você/vocês me confirma/confirmam;
        me confirma/confirme até/na/no/se/por; me responde/respondem/retorna/retornam até;
        você/vocês me manda/mandam/envia/enviam/passa/passam ... até;
        te/lhe mando/envio/entrego/trago/apresento ... até/na/no/amanhã/hoje;
        mando/envio/entrego/trago ... até segunda/terça/quarta/quinta/sexta/amanhã/o/dia;
        até segunda/terça/quarta/quinta/sexta/amanhã/dia ... te/eu mando/envio/entrego;
        te mando/envio o/a contrato/minuta; começamos/começa/começar/iniciamos o/um piloto;
        piloto começa; início do piloto; piloto na/no/dia; piloto a partir; começamos em/na/no/dia;
        a gente começa na/no/dia; a gente assina/fecha/decide na/no/em/dia;
        assinamos/fechamos/decidimos na/no/em/dia/segunda/terça/quarta/quinta/sexta;
        assinatura na/no
        """,
    },
    "dates": {
        1: """
        segunda; terça; quarta; quinta; sexta; sábado; amanhã; semana que vem; próxima semana;
        semana seguinte; mês que vem; fim do mês; começo do mês; início do mês;
        ainda essa/esta semana; daqui a ... dias/semanas; em quinze dias;
        às/as oito/nove/dez/onze/duas/três/quatro/cinco/seis/quatorze/catorze/quinze/dezesseis;
        às/as dezessete/8/9/10/11/14/15/16/17/8h/9h/10h/11h/14h/15h/16h/17h; ao meio dia;
        dia um/primeiro/dois/três/quatro/cinco/seis/sete/oito/nove/dez/onze/doze/treze/quatorze;
        dia catorze/quinze/dezesseis/dezessete/dezoito/dezenove/vinte/trinta;
        dia 1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26/27/28/29/30/31;
        janeiro; fevereiro; março; abril; maio; junho; julho; agosto; setembro; outubro; novembro;
        dezembro; de manhã; de tarde; da manhã; da tarde
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
        só hoje; só até hoje; só até amanhã; só vale hoje/até; última/últimas chance/vaga/vagas;
        últimas unidades; último dia; última oportunidade; vai perder; vai ficar para trás;
        vai ficar de fora; vai se arrepender; fecha/feche agora/hoje/logo; fechar agora/hoje/logo;
        assina/assine agora/hoje/logo; assinar agora/hoje/logo; decide/decida agora/hoje/logo;
        tem que ser/decidir agora/hoje; tem que aproveitar; aproveita agora/logo;
        aproveita que; não perde essa; não perca essa; não deixa passar; não deixe passar;
        não pode perder; não pode deixar passar; não dá para perder; não pensa duas vezes;
        nem pensar duas vezes; é pegar ou largar; acaba hoje/amanhã; promoção acaba; tempo limitado;
        amanhã/depois já não/sobe; vai subir; vai aumentar; o preço sobe; não tem o que pensar;
        pensar o que; pensar para que; pensar em que; esperar o que; não dá para esperar
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
