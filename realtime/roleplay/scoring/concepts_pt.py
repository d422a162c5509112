"""Portuguese: what words stand for, so that what was learnt of one trade serves in another.

Words are folded, as words.py folds them; `stem*` is any word that begins so, `*end` one that ends
so. A whole word goes before a stem, an earlier stem before a later one. Data only.
"""

CONCEPTS = {
    "MONEY": """
        preco* valor* custo* custa* orcament* verba dinheir* grana reais mensalidade* parcel*
        taxa* tarifa* pagar pago paga pagam pague desconto* investi* gasto* gasta* gastar
        despesa* fatura* margem bolso juro* centavo* caixa honorario* comissao
    """,
    "DEAR": """
        caro cara caros caras salgad* puxad* pesad* alto altos absurdo exager* fortuna facada
        dobro triplo estour* assust* acima inviavel
    """,
    "CHEAP": "barat* metade menos baixa* abaix* baixo conta",
    "TOO": "demais tanto muito tudo tanta muita",
    "MONTH": """
        janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro
        natal carnaval ferias safra virada recesso temporada colheita balanco
    """,
    "TERM": "mes meses ano anos semana* semestre trimestre prazo epoca dia dias",
    "LATER": """
        depois adiante frente futuro retorn* retom* espera* esperar aguard* adiar segurar
        procura procure lembrete volta passar
    """,
    "NOW": "agora momento hoje atualmente atual",
    "DAY": """
        segunda terca quarta quinta sexta sabado domingo manha tarde noite almoco amanha hora
        horas horario
    """,
    "BOSS": """
        socio* socia* diretor* diretoria chefe* dono dona gerente* marido esposa esposo mulher
        pai mae irmao irma irmaos filho filha sogra familia matriz sede conselho comite juridico
        financeiro suprimentos presidente superior patrao patroa sindico assembleia holding
        franque* controladoria compras grupo
    """,
    "DECIDE": """
        decid* decis* aprov* autoriz* assin* defin* escolh* homolog* aval alcada autonomia
        liber* bate manda martelo resolvo
    """,
    "TROUBLE": """
        problema* dificuldade* erro* erra* errad* falha* falt* atras* reclam* queix* demor*
        trava* quebr* some somem sumi* confus* chat* incomod* preocup* estress* inseguro*
        cansativ* bagunc* ruim pior defeito* sofr* irrit* frustr* fila* retrabalho sumico furo*
        gargalo* avaria*
    """,
    "FINE": """
        satisf* content* feliz tranquil* bem bom boa otimo otima certinho direitinho basta
        suficiente resolve funcion* redondo
    """,
    "GOOD": "gostei gosto gosta* adorei legal interessante bacana achei",
    "NEED": "precis* necess* serve serventia utilidade falta",
    "NOT": "nao nem nunca nenhum* ninguem jamais sem nada",
    "EFFECT": """
        perd* prejuizo* impact* afet* multa* consequ* reflet* sobra* acontec* causa* deixa*
        pesa* atrapalh* embora custou
    """,
    "GAIN": """
        ganh* ajud* facilit* melhor* econom* vantag* benef* util valer valeria vale poup* alivi*
        diferenca interess* recuper*
    """,
    "RIVAL": """
        fornecedor* concorr* outro outra outros outras eles deles contrato proposta* cotac*
        parceir* empresa agencia
    """,
    "HAVE": """
        tenho temos tem uso usamos usa fechei fechamos fechado trabalho trabalhamos atende
        atendid* leva cobre oferec*
    """,
    "TRUST": """
        garant* acredit* prova prove promet* promess* duvid* enrol* golpe cilada confi* certeza
        conversa medo risco
    """,
    "BURNT": "caiu cai ja vez ultima ultimo passado anterior",
    "HARD": """
        trabalheira trabalhao complic* dificil pesadelo loucura transtorno novela parto inferno
        impossivel burocr* papelada enrosco dor caos medonh* traumat*
    """,
    "CHANGE": """
        trocar troca mudar mudanca migr* cadastr* recadastr* aprend* trein* implant* integr*
        configur* instal* mexer refazer adapt* acostum*
    """,
    "TEAM": "equipe pessoal funcionario* time turma gente* povo meninas",
    "OLD": "planilha caderno caderninho papel mao excel telefone",
    "PROOF": """
        client* caso cases pesquis* estudo relatorio* reduz* caiu aument* cento referenc*
        contato depoimento laudo certific* media numeros
    """,
    "PART": """
        comec* piloto test* etapa* opcao alternativ* plano modulo versao primeir* parte so
        apenas
    """,
    "NUMBER": """
        dois duas tres quatro cinco seis sete oito nove dez onze doze quinze vinte trinta
        quarenta cinquenta sessenta setenta oitenta noventa cem cento duzent* trezent* quinhent*
        mil milhao meia
    """,
    "YOU": "voce voces te seu sua seus suas",
    "WE": "nos nosso nossa nossos nossas",
    "I": "eu meu minha meus minhas me mim",
    "WHAT": "qual quais quanto quantos quanta quantas onde quem como",
    "WOULD": "*aria *eria *iria *ariam *eriam *iriam seria",
    "IF": "*asse *esse *isse *assem *essem *issem",
    "SAY": "fala falar falou diz disse explica* conta* mostr* manda* mando",
    "MEET": """
        reuniao visita proposta email mail whatsapp convite agenda* marcar marca marcamos
        demonstracao
    """,
}
