"""How people write in chats, by language: what all agents of a language need to read them.

Abbreviations are read as what they stand for, fillers count for nothing around a wish, endings are
those a word may take without meaning something else, negations say what isn't wished. What belongs
to an agent's subject belongs in its file. Languages without a table are read as they are written.
Pure.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from realtime.agents.local.negation import Negation
from realtime.agents.local.words import plain_words

_SENTENCE_END = re.compile(r"[.!?;\n]+(?:\s|$)")
_CLAUSE_END = re.compile(r"[,:]+(?:\s|$)|\s-+\s|[()\u2013\u2014]")
#: A stem shorter than this is shared by words that have nothing to do with each other.
LEAST_STEM = 4


@dataclass(frozen=True)
class Chat:
    """One language's habits; all words plain."""

    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fillers: tuple[tuple[str, ...], ...] = ()
    #: The longest first.
    endings: tuple[str, ...] = ()
    negation: Negation = Negation()

    def words(self, text: str) -> tuple[str, ...]:
        """The plain words of `text`, abbreviations written out."""
        return tuple(
            meant for word in plain_words(text) for meant in self.abbreviations.get(word, (word,))
        )

    def sentences(self, text: str) -> list[list[tuple[str, ...]]]:
        """The words of each clause that has any, by sentence."""
        sentences = (
            [words for part in _CLAUSE_END.split(sentence) if (words := self.words(part))]
            for sentence in _SENTENCE_END.split(text)
        )
        return [clauses for clauses in sentences if clauses]

    def stem(self, word: str) -> str:
        """The word without its ending; the whole word where too little would be left."""
        for ending in self.endings:
            if len(word) - len(ending) >= LEAST_STEM and word.endswith(ending):
                return word[: -len(ending)]
        return word


def chat(language: str) -> Chat:
    """The habits of a BCP 47 language, whatever its region."""
    return _CHATS.get(language.split("-")[0].lower(), Chat())


def _table(lines: str) -> dict[str, tuple[str, ...]]:
    """`u: you; pls plz: please` as a mapping of each word before a colon."""
    table = {}
    for entry in lines.replace("\n", " ").split(";"):
        short, _, meant = entry.partition(":")
        table.update({word: plain_words(meant) for word in plain_words(short)})
    return table


def _chat(
    abbreviations: str, fillers: str, endings: str, *, negates: str, exempt: str, turns: str
) -> Chat:
    short = Chat(_table(abbreviations))

    def forms(texts: str) -> tuple[tuple[str, ...], ...]:
        phrases = (short.words(text) for text in texts.replace("\n", " ").split(";"))
        return tuple(filter(None, phrases))

    words, _, longer = negates.partition(":")
    negation = Negation(
        frozenset(word for form in forms(words) for word in form),
        frozenset(forms(longer)),
        frozenset(forms(exempt)),
        frozenset(forms(turns)),
    )
    longest_first = tuple(sorted(endings.split(), key=lambda ending: (-len(ending), ending)))
    return Chat(short.abbreviations, forms(fillers), longest_first, negation)


_ENGLISH = _chat(
    """
    u ya yu: you; ur youre: your; r: are; pls plz plse pleas plx: please; thx thnx tnx thanx ty tks
    thks tysm: thanks; im: i am; ive: i have; id: i would; ill: i will; whats wats: what is;
    wheres: where is; hows: how is; whens: when is; whos: who is; theres: there is; thats: that is;
    its: it is; youve: you have; dont: do not; doesnt: does not; didnt: did not; isnt: is not;
    arent: are not; hasnt: has not; havent: have not; cant cannot: can not; couldnt: could not;
    wont: will not; wouldnt: would not; wasnt: was not; werent: were not;
    hadnt: had not; shouldnt: should not; neednt: need not; aint: am not; lets: let us;
    wanna: want to; gonna: going to; gotta: have to; gimme: give me; lemme: let me;
    wat wut: what; wen: when;
    wer whr: where; hw: how; abt: about; w: with; bc cuz coz: because; ppl: people; msg: message;
    pic: picture; qty: quantity; info: information; btw: by the way; asap: as soon as possible;
    gm: good morning; hru: how are you; cya: see you; nvm: never mind; np: no problem;
    k kk ok okey: okay; yep yup yeh yea yeah ye yess: yes; nah nope naw: no; hiya heya: hi;
    tmrw tmr: tomorrow; ord: order; amt: amount; addr: address
    """,
    """
    hi; hey; hello; hi there; hey there; hello there; please; kindly; thanks; thank you;
    thank you very much; thanks in advance; cheers; excuse me; pardon me; pardon; sorry;
    sorry to bother you; by any chance; if possible; if you can; if you could; if you do not mind;
    would you mind; do you mind; i was wondering; i was wondering if; i am wondering; i wonder;
    i wonder if; do you know; do you happen to; can you tell me; could you tell me;
    could you please tell me; can you please tell me; would you tell me; will you tell me;
    please tell me; let me know; i would like to know; i want to know; i need to know;
    i just want to know; like to know; wanted to know; wanted to ask; i wanted to ask; may i ask;
    can i ask; could i ask; i have a question; i have got a question; quick question;
    just a question; question; one question; nice to meet you; how are you; how is it going;
    hope you are well; guys; everyone; everybody; folks; friend; mate; buddy; dude; man; sir; madam;
    dear; bro; a bit; a little; a little bit; at the moment; right now; at all; anyway; actually;
    basically; honestly; maybe;
    perhaps; possibly; also; too; again; still; already; yet; okay so; so; well; hmm; umm; erm; uh;
    lol; haha; today; these days; for me; for us; for myself; by the way; as soon as possible;
    quickly please; be able to; in case; never mind; for my son; for my daughter; for my wife;
    for my husband; for my mom; for my mum; for my dad; for my mother; for my father; for my kid;
    for my kids; for my brother; for my sister; for my boyfriend; for my girlfriend; for a friend;
    for my friend; as a gift; as a present; for a gift; for a present; for christmas;
    for her birthday; for his birthday; for a birthday;
    yesterday; tomorrow; tonight; last week; last month; last year; last night; this week;
    this month; this morning; next week; next month; a week ago; weeks ago; two weeks ago; days ago;
    a few days ago; the other day; a while ago; a while; since yesterday; since last week; so far;
    until now; till now; for days; for weeks; for a week; on monday; on tuesday; on wednesday;
    on thursday; on friday; on saturday; on sunday; by monday; by tuesday; by wednesday;
    by thursday; by friday; by saturday; by sunday; by tomorrow; this weekend; on time; in time
    """,
    "s e es d ed ing er ers ly y ies ied",
    negates="""
    not; no; never; without; neither; nor:
    not; never; without; neither; nor; no need; no longer; no more; no interest; no intention;
    no desire; no wish; stop showing; stop sending; not think i; not think we; not believe i;
    we are not; we were not; i was not;
    i did not want; we did not want; i did not ask; we did not ask; i have not asked
    """,
    # Questions, what is told of others than oneself, what one can't do and so would like to,
    # what one doesn't know and so asks.
    exempt="""
    not you; not i; not we; not they; not it; not he; not she; not there; i not; we not; you not;
    why not; why do not; why can not; why could not; why would not; why will not; why are not;
    is not; are not; was not; were not; does not; did not; has not; have not; had not;
    you do not; you will not; you can not; you would not; you should not; you are not; you never;
    they do not; they will not; they can not; it will not; it never; can not; could not;
    has never; have never; not know; not sure; not certain; not understand; not remember; not see;
    not find; not able to; not get how; not get it; not mind; never mind; not only; not just;
    not yet; not even; not here; not forget; not happy; not satisfied; not hesitate; not too;
    not so; not very; not that; never got; never received; never arrived; never came; not got;
    not received; not arrived; not get my; without delay; without any delay; without problems
    """,
    turns="""
    but; so; because; instead; just; only; then; please; i want; i need; i would; i am looking;
    can i; can you; could you; do you
    """,
)

_PORTUGUESE = _chat(
    """
    vc vce c ce ocê: você; vcs vces ces: vocês; q qe: que; oq oque: o que; pq porq: por que;
    qto qnto qt qnt quant: quanto; qtos qntos: quantos; qta: quanta; qtas: quantas;
    qdo qnd qndo: quando; qro: quero; qria: queria; td: tudo; tds: todos;
    tb tbm tbem: também; mto mt mtu mui: muito; mta: muita; mtos: muitos; msm: mesmo;
    obg obgd obgdo brigado obgado: obrigado; obgda brigada: obrigada; vlw vlww vleu: valeu;
    blz: beleza; flw falow: falou; pfv pf pfvr pfvo pff plis pls: por favor; hj: hoje; amh: amanhã;
    n nn ñ naum: não; ss s: sim; to tou: estou; ta: está; tao: estão; tamo: estamos; tava: estava;
    tavam: estavam; kd cd cade: cadê; aki: aqui; eh: é; neh: né; dps: depois;
    cmg: comigo; pra p: para; pro: para o; pras: para as; pros: para os; numa: em uma; dum: de um;
    duma: de uma; vo: vou; gnt: gente; msg: mensagem; bjs bj: beijos; agr: agora; tbn: também;
    ngm: ninguém; alg: alguém; bd: bom dia; bt: boa tarde; bn: boa noite; sdds: saudades;
    tendi: entendi; peraí: espera; qq: qualquer; nd: nada; ent: então; num: número;
    cel: celular; tel: telefone; compu pc: computador; liqui: liquidificador
    """,
    """
    oi; oii; olá; opa; ei; oi tudo bem; olá tudo bem; tudo bem; tudo bom; tudo certo; beleza;
    como vai; como vão; bom dia; boa tarde; boa noite; por favor; por gentileza; por acaso;
    por obséquio; com licença; desculpa; desculpe; desculpe incomodar; desculpa o incômodo;
    obrigado; obrigada; valeu; muito obrigado; muito obrigada; desde já agradeço; prazer;
    será que; gostaria de saber; queria saber; quero saber; preciso saber; eu gostaria de saber;
    gostaria de perguntar; queria perguntar; poderia me dizer; pode me dizer; podem me dizer;
    poderiam me dizer; você pode me dizer; consegue me dizer; pode me informar; poderia me informar;
    poderiam me informar; pode me falar; poderia me falar; me diz; me diga; me fala; me fale;
    me informa; me informe; me conta; diz aí; fala aí; sabe me dizer; sabem me dizer;
    saberia me dizer; você sabe; vocês sabem; sabe; dá para; dá; daria para; é possível;
    seria possível; tem como; teria como; teria a possibilidade de; se possível; se puder;
    se der; por enquanto; uma dúvida; tenho uma dúvida; estou com uma dúvida; uma pergunta;
    uma informação; gente; pessoal; galera; moço; moça; amigo; amiga; cara; mano; meu amigo;
    querido; querida; senhor; senhora; meu bem; então; olha; assim; tipo; hein; hem; né; aí; lá;
    aqui; agora; hoje; já; ainda; só; também; mesmo; mesma; logo; rapidinho; um pouco; bem; ó; ah;
    eh; hum; poxa; nossa; ué; viu; tá; tá bom; certo; é que; na verdade; acho que; eu acho;
    para mim; para a gente; para o meu filho; para meu filho; para a minha filha; para minha filha;
    para a minha mãe; para minha mãe; para o meu pai; para meu pai; para minha esposa;
    para a minha esposa; para meu marido; para o meu marido; para meu irmão; para minha irmã;
    para minha namorada; para meu namorado; para um amigo; para uma amiga; de presente;
    para presente; de aniversário; de natal; aí com vocês; com vocês; kkk; kkkk; rs; rsrs; haha;
    o senhor; a senhora; ontem; anteontem; amanhã; semana passada; na semana passada; mês passado;
    no mês passado; esta semana; essa semana; semana que vem; mês que vem; esses dias; outro dia;
    faz dias; há dias; faz uma semana; há uma semana; faz duas semanas; há duas semanas; faz um mês;
    há um mês; faz tempo; há tempos; até agora; até hoje; desde ontem; desde a semana passada;
    segunda; terça; quarta; quinta; sexta; na segunda; na terça; na quarta; na quinta; na sexta;
    no sábado; no domingo; segunda feira; terça feira; quarta feira; quinta feira; sexta feira;
    na segunda feira; na terça feira; na quarta feira; na quinta feira; na sexta feira; a tempo
    """,
    """
    s es a o as os e em am ar er ir ei ou eu iu ando endo indo ado ada ados adas ido ida idos idas
    aria eria iria ariam eriam iriam ava avam ia iam amos emos imos inho inha inhos inhas zinho
    zinha
    """,
    negates="""
    não; nunca; jamais; nem; sem: não; nunca; jamais; nem; sem; não precisa; não acho que;
    pare de; para de me
    """,
    # The subject is often left out: by the verb's person it is the shop, or the order, that does
    # not; or one can't, or doesn't know.
    exempt="""
    você não; vocês não; você nunca; vocês nunca; não eu; não tem; não têm; não teria; não teriam;
    não tinha; não há; não existe; não existem; não sobrou; não vende; não vendem; não trabalham;
    não é; não são; não era; não foi; não seria; não está; não estava; não fica; não custa;
    não sai; não saiu; não vem; não veio; não vai; não vão; não dá; não deu; não daria;
    não pode; não podem; não poderia; não poderiam; não posso; não consigo; não consegui;
    não chegou; não chega; não chegaram; não apareceu; não recebi; não recebo; não recebemos;
    não entrega; não entregam; não entregou; não entregaram; não fazem; não manda; não mandam;
    não mandaram; não envia; não enviam; não enviaram; não mudou; não atualiza; não atualizou;
    não sei; não sabia; não sabemos; não lembro; não entendi; não entendo; não acho; não achei;
    não encontro; não encontrei; não vejo; não vi; não estou achando; não estou encontrando;
    não estou conseguindo; não estou vendo; não estou entendendo; não tenho certeza;
    não tenho ideia; não faço ideia; não me lembro; não me disseram; não só; não somente;
    ainda não; por que não; quem não; será que não; se não; nem sei; nem chegou; nem saiu;
    sem falta; sem dúvida; sem querer; sem problema; sem problemas; sem demora; sem enrolação;
    sem fio; sem fios
    """,
    turns="""
    mas; porém; só; somente; apenas; então; porque; eu; quero; queria; gostaria; prefiro; preciso;
    por favor; me mostra; me mostre
    """,
)

_CHATS = {"en": _ENGLISH, "pt": _PORTUGUESE}
