"""Portuguese, as people talk on the phone in Brazil: what a buyer says. Data only."""

from realtime.roleplay.buyer.sayings import Sayings

PORTUGUESE = Sayings(
    greeting=(
        "Oi, tudo bem. Pode falar.",
        "Opa, tudo certo por aqui. Diga.",
        "Olá. Tudo bem, sim, e com você?",
    ),
    go_ahead=(
        "Pode, manda.",
        "Pode sim, vai em frente.",
        "Tá certo, pode falar.",
        "Claro, pode perguntar.",
    ),
    hears=(
        "Tô te ouvindo, sim. Pode continuar.",
        "Tô na linha, pode falar.",
        "Ouço bem, sim. Segue.",
    ),
    small_talk=(
        "Ah, por aqui tudo na mesma. Mas vamos ao que interessa?",
        "Pois é, uma loucura. Mas me diz, no que você queria chegar?",
        "Tudo tranquilo. Vamos lá, que meu dia tá cheio.",
    ),
    thanks=(
        "Imagina.",
        "Magina, pode seguir.",
        "De nada. O que mais?",
    ),
    not_a_bot=(
        "Que pergunta. Aqui é {name}, da {company}, e eu tenho serviço me esperando.",
        "Como assim, aqui é {name}, da {company}. Vamos voltar pro assunto?",
        "Essa foi boa, aqui é {name}. Era isso que você queria saber?",
    ),
    unclear=(
        "Desculpa, a ligação cortou. Pode falar de novo, ou escrever?",
        "Não peguei o que você disse. Escreve pra mim, se for mais fácil.",
        "Picotou tudo aqui. Você consegue repetir, ou digitar?",
    ),
    unclear_again=(
        "Continua cortando. Escreve aqui, que eu leio.",
        "Ainda não tô te entendendo, o som tá ruim. Melhor você digitar.",
        "Tá difícil de ouvir. Me escreve o que você queria dizer?",
    ),
    line_is_dead=(
        "Olha, não tá dando pra ouvir nada, vou desligar. A gente se fala outro dia, tchau.",
        "Assim não vai, vou encerrar por aqui. Tenta de novo com uma linha melhor, tchau.",
        "Não consigo te entender de jeito nenhum. Vou ter que desligar, tchau.",
    ),
    repeats=(
        "O que eu disse foi isto. {said}",
        "Repito, sem problema. {said}",
        "De novo, então. {said}",
    ),
    as_said=(
        "É como eu falei. {fact}",
        "Isso eu já contei. {fact}",
        "É aquilo que eu disse. {fact}",
    ),
    told_already=(
        "Isso eu já te contei agora há pouco.",
        "Já te falei disso, não falei?",
        "É o que eu contei antes, não mudou nada.",
    ),
    asked_already=(
        "Você já me perguntou isso.",
        "De novo a mesma coisa? Isso você já falou.",
        "A gente já passou por esse ponto.",
    ),
    one_at_a_time=(
        "Calma, uma pergunta de cada vez.",
        "São muitas perguntas juntas. Vamos por partes.",
        "Opa, uma de cada vez, por favor.",
    ),
    company=(
        "Eu te conto. {does}",
        "Em duas palavras. {does}",
        "Bem resumido. {does}",
    ),
    size=(
        "Hoje a gente tem isto: {size}.",
        "Somos mais ou menos assim: {size}.",
        "O tamanho é esse: {size}.",
    ),
    role=(
        "Meu cargo aqui na {company} é este: {role}.",
        "Aqui na {company} a minha função é esta: {role}.",
        "No meu cartão tá escrito assim: {role}.",
    ),
    name=(
        "Aqui é {name}, da {company}.",
        "Você tá falando com {name}.",
        "É {name} quem fala.",
    ),
    decides=(
        "Eu participo, mas não resolvo isso por minha conta.",
        "A palavra final não é só minha, tem mais gente que opina.",
        "Passa por mim primeiro. Depois a gente conversa aqui dentro.",
    ),
    contact=(
        "É o mesmo que você já tem aí.",
        "Pode usar o que tá no cadastro.",
        "Usa esse contato mesmo, que eu vejo.",
    ),
    unknown_situation=(
        "De cabeça eu não sei te dizer.",
        "Isso eu teria que levantar, não tenho aqui comigo.",
        "Não tenho esse dado na mão.",
        "Boa pergunta, mas essa eu não sei responder.",
    ),
    unknown_problem=(
        "Ah, dificuldade sempre tem. De qual você quer saber?",
        "Tem coisa que podia andar melhor, sim. Me pergunta mais direto.",
        "Tem hora que dá dor de cabeça, viu. Seja mais específico que eu te conto.",
    ),
    unknown_implication=(
        "Impacto tem, sim. Só nunca parei pra medir.",
        "Olha, eu nunca fiz essa conta direito.",
        "Alguma coisa a gente deixa na mesa, com certeza. Quanto, eu não sei.",
    ),
    unknown_need_payoff=(
        "Ajudaria, sim. Ia sobrar cabeça pra outras coisas.",
        "Se desse certo mesmo, seria um alívio.",
        "Aí sim, isso mudaria o meu dia.",
    ),
    unknown_question=(
        "Olha, não sei te responder isso.",
        "Hum, aí você me pegou. Não sei.",
        "Depende. Onde você quer chegar?",
        "Nunca pensei nisso, pra falar a verdade.",
    ),
    has_worries=(
        "O que me pega mesmo ainda é aquilo que eu te falei.",
        "Sinceramente, tô com a cabeça naquele ponto de antes.",
        "Antes disso, a gente ainda não resolveu o que eu levantei.",
    ),
    agrees=(
        "Faz sentido, sim.",
        "É, concordo.",
        "Sim, acho que é por aí.",
    ),
    is_unsure=(
        "Mais ou menos. Ainda não vi o que eu ganho com isso.",
        "Não sei ainda. Você nem perguntou muito daqui.",
        "Pode ser. Pra mim ainda tá meio vago.",
    ),
    glad_of_it=(
        "Pelo menos você assume. Já é um começo.",
        "Tá, é bom ouvir isso.",
        "Que bom que você reconhece.",
    ),
    no_doubts=(
        "Por enquanto não. Pode seguir.",
        "Dúvida, não. O que vem agora?",
        "Por ora tá claro.",
    ),
    confirms=(
        "Isso mesmo.",
        "É bem isso.",
        "Exato, você pegou o ponto.",
    ),
    softened=(
        "Tá, assim eu já vejo de outro jeito.",
        "É, olhando por esse lado dá pra conversar.",
        "Justo. Isso já me deixa mais à vontade.",
    ),
    hardened=(
        "Não me respondeu. Pra mim continua igual.",
        "Você passou por cima do que eu disse.",
        "Isso não resolve o meu lado, não.",
    ),
    beside_the_point=(
        "Tá, mas não é bem isso que me pega.",
        "Entendo, só que ainda não me convence.",
        "É um começo. Falta alguma coisa aí.",
    ),
    still_there=(
        "Mas isso não responde o que eu falei.",
        "Só não esquece do que eu levantei.",
        "Agora, e aquilo que eu disse?",
    ),
    listens=(
        "Tá. E o que isso muda pra mim?",
        "Certo, tô te acompanhando.",
        "Hum. E daí?",
        "Sei. E pra minha empresa, na prática?",
    ),
    bored=(
        "Você tá falando do seu produto e ainda não me perguntou nada.",
        "Isso parece texto decorado. O que você quer saber daqui?",
        "Bonito, mas você nem sabe como a gente trabalha.",
    ),
    too_much=(
        "Calma, é muita coisa de uma vez só.",
        "Me perdi no meio. Qual é o ponto?",
        "Resume pra mim, por favor.",
    ),
    warns=(
        "Olha, com toda a sinceridade: assim a conversa não vai longe.",
        "Desse jeito eu vou ter que encerrar daqui a pouco.",
        "Minha paciência tá acabando, viu? Vamos direto ao ponto.",
    ),
    not_pushed=(
        "Opa, sem pressão. Comigo isso não funciona.",
        "Não vou decidir nada assim, no empurrão.",
        "Se for pra apressar, é melhor nem continuar.",
    ),
    offended=(
        "Como é que é? Com esse tom, não.",
        "Opa, respeito, por favor.",
        "Não precisa falar assim comigo.",
    ),
    asks_price=(
        "E quanto sai isso, mais ou menos?",
        "Tá, e o preço? Me dá uma ideia.",
        "Deixa eu te perguntar logo: quanto é?",
    ),
    price_heard=(
        "Tá, anotei aqui. Segue.",
        "Certo, era só pra ter uma noção.",
        "Entendi o valor. Vamos em frente.",
    ),
    price_dodged=(
        "Você não me disse o preço. Quanto é?",
        "Eu perguntei quanto é, e você mudou de assunto.",
        "Tá, mas e o preço?",
    ),
    when=(
        "Pode ser. Pra quando você tá pensando?",
        "Topo, sim. Que dia e que hora?",
        "Tudo bem, vamos marcar. Quando?",
    ),
    suggests_day=(
        "Pra mim quinta de manhã, às dez, é bom. Confirma?",
        "Terça às três da tarde eu consigo. Fechamos nisso?",
        "Quarta às nove eu tô livre. Serve pra você?",
    ),
    accepts=(
        "Esse dia tá bom pra mim. Você me manda o convite?",
        "Fechado, eu reservo aqui. Confirma comigo por mensagem?",
        "Pode marcar, então. Fica confirmado?",
    ),
    accepts_day=(
        "{day} tá ótimo. Você me manda o convite?",
        "{day} eu consigo. Fica confirmado, então?",
        "{day}, combinado. Confirma comigo por mensagem?",
    ),
    declines=(
        "Marcar pra quê? Você ainda não me mostrou por que valeria a pena.",
        "Ainda não. Eu nem sei se isso serve pra gente.",
        "Acho que não é o caso ainda, não vi motivo pra isso.",
    ),
    wants_material=(
        "Faz assim, me manda um material por e-mail que eu olho.",
        "Prefiro que você mande alguma coisa por e-mail primeiro.",
        "Manda por escrito, e se interessar eu te chamo.",
    ),
    takes_material=(
        "Pode mandar, eu dou uma olhada.",
        "Manda, sim. Não prometo nada.",
        "Tá, manda que eu leio com calma.",
    ),
    goodbye=(
        "Tá certo. Até mais, tchau.",
        "Falou, até mais. Tchau, tchau.",
        "Tchau, bom trabalho aí.",
    ),
    goodbye_agreed=(
        "Fechado, então. Até lá, tchau!",
        "Perfeito, tá na agenda. Um abraço, até lá!",
        "Combinado. Foi bom conversar, até lá!",
    ),
    short_of_time=(
        "Só te aviso que eu tenho mais uns minutinhos.",
        "Já já eu preciso desligar, tá?",
        "Meu tempo tá acabando, vamos concluir?",
    ),
    out_of_time=(
        "Preciso desligar, me chamaram aqui. A gente se fala outro dia, tchau.",
        "Acabou o meu tempo. Fica pra uma próxima, tchau.",
        "Tenho que entrar em outra reunião. Até mais, tchau.",
    ),
    hangs_up=(
        "Olha, acho melhor a gente parar por aqui. Boa sorte pra você, tchau.",
        "Não tá rendendo, e eu tenho muito o que fazer. Vou desligar, tchau.",
        "Agradeço a ligação, mas não é pra gente. Passar bem, tchau.",
    ),
)
