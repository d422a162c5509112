"""Portuguese, as it is spoken in Brazil: what the words of a practice call say. Data only.

Phrases are written as phrases.py reads them. A heavier one says more surely what a sentence is.
"""

from realtime.roleplay.scoring.language import Language

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

#: Is it a question, when nobody wrote a mark? `^` is after what leads in.
_ASKING = {
    "asks": {
        4: """
        ^ os/as/o/a ... ou; ^ em quanto; ^ em que; ^ com qual; ^ para onde; ^ por quanto;
        ^ por onde; ^ quer que; ^ quer; ^ mando; ^ marco; ^ peguei; ^ chegou; ^ chegaram; ^ recebeu;
        ^ viu; ^ conseguiu; ^ está me; ^ estou; ^ a gente já; ^ a gente pode; ^ a gente consegue;
        ^ a gente fecha; ^ a gente marca; ^ tiraria; ^ traria; ^ mudaria; ^ daria; ^ teria;
        ^ haveria; ^ facilitaria; ^ economizaria; ^ ia; ^ isso; ^ essa; ^ esse; ^ já teve; ^ já tem;
        ^ já; ^ nunca; ^ costuma; ^ acontece; ^ sobra; ^ falta; ^ dá; ^ vale; ^ vale a pena; ^ é;
        ^ são; ^ foi; ^ está; ^ estão; ^ supondo; ^ suponha; ^ imagina; ^ imagine; ^ menos; ^ mais;
        ^ que vem; vem fica bom; fica bom $; está aí; ainda está; bem de; mesmo os; faz o; faz a;
        desist*; enxerg*; ^ como; ^ quem; ^ qual; ^ quais; ^ quanto/quanta/quantos/quantas; ^ onde;
        ^ o que; ^ que; ^ por que; ^ quando; ^ há quanto tempo; ^ faz quanto tempo; ^ desde quando;
        ^ em qual; ^ de que; ^ com que; ^ a partir de quando; ^ será que; ^ posso; ^ podemos;
        ^ pode; ^ poderia*; ^ consegue*; ^ faz sentido; ^ dá para; ^ deu para; ^ ficou; ^ tem;
        ^ teve; ^ já aconteceu; ^ já pensou; ^ te interessa*; ^ seria; ^ ajudaria; ^ faria;
        ^ valeria; ^ você/vocês; ^ fechamos; ^ combinado; ^ vamos; ^ existe*; o que é que;
        como é que; onde é que; quem é que; quando é que; por que é que; ^ a que; ^ para que;
        ^ com quem; ^ para quem; ^ de quem; ^ com quantos/quantas; ^ costuma*; ^ chega* a;
        ^ é verdade que; ^ alguém; ^ alguma; ^ algum; ^ alguma vez
        """,
        3: """
        ^ se ... *asse/*esse/*isse; se ... o que; se ... quem; se ... como; se ... quanto;
        quando ... o que; quando ... quem; quando ... como; quando ... quanto; direto ou; ou mensal;
        ou semanal; ou por; ou com; ou a; ou o; ou na; ou no; ou um; ou uma; ou de; ou em; alguém;
        alguma; algum; o pessoal; já perd*; já pens*; em quanto tempo; né $; certo $; tá bom $;
        ou não $; não é $; são/é/tem/têm/com/de/em/para quantos/quantas; ou é; também ou;
        o que acontece; como fica; que impacto; quanto custa; quanto tempo; ou $;
        se você/vocês/a ... *asse/*esse/*isse; o que mudaria; o que mudava; ia facilitar; ia ajudar;
        não atrapalha; próprio ou; ou alugado; para você $; por exemplo $; ou isso é; ou vocês;
        ou você; ou fica; ou tem; ou são; ou só; ou já; vocês não $; correto $; sim ou;
        você acha que; o que você; o que vocês; quem mais; tem mais; isso não; e isso
        """,
        2: "vocês; ou; o que; quantos; quantas; quanto; qual",
        1: "você; como; quem; onde",
    },
    "tells": {
        8: """
        ^ depois de; ^ depois que; ^ todos os nossos; ^ a maioria; ^ o que você vai;
        ^ o que vocês vão; ^ como funciona é; ^ se alguma coisa; ^ se der; ^ se precisar;
        ^ se quebrar; ^ dá uma olhada; ^ então basicamente; ^ basicamente; ^ é só; ^ é por isso;
        ^ é que a gente; ^ é a nossa; ^ é o nosso; ^ isso é; ^ isso aqui; ^ essa é a; ^ esse é o;
        ^ está tudo; ^ está na; ^ estou te; ^ estou mandando; ^ estou aqui; ^ são mais;
        ^ são mais de; ^ vamos ver então; ^ vamos começar pelo; ^ vamos dar; ^ já te mando;
        ^ já mando; ^ já estou; ^ tem cliente; ^ tem gente; ^ tem um; ^ tem uma; ^ que a gente;
        a gente cuida; a gente troca; a gente treina; a gente manda; a gente vai; a gente tem;
        a gente faz; a gente trabalha; a gente instala; a gente entrega; a gente já atende;
        a gente resolve; nossa equipe; nossos motoristas; para vocês verem; pode deixar; pode ficar;
        pode contar; pode confiar; você pode usar; você só; vocês só; você nem; você não vai;
        você vai; vocês vão; você consegue ver tudo; vocês conseguem ver; você acessa;
        você acompanha; você já sai; você tem acesso; vocês têm direito; você tem direito;
        quando precisar; quem contrata; quem trabalha; como combinamos; como eu disse; como falei;
        como você sabe; o que a gente; o que nós; o que eu; por que a gente; quanto mais; quem usa;
        quem não tem; quando o cliente; quando a gente; quando você assina*; quando você fecha*;
        quando vocês; como eu; como a gente; como você viu; como vocês viram; onde tem; qualquer;
        você vai ver; vocês vão ver; você pode contar; vocês podem contar; se você fechar;
        se vocês fecharem; quem compra; quem conhece; quem experimenta; quem já;
        quem trabalha com a; que bom; que ótimo; que legal; que pena; que isso; você falou;
        você disse; você comentou; você mencionou; vocês falaram; vocês disseram; você vai receber;
        você recebe; você ganha; você só paga; você não paga; você assina; você não precisa;
        vocês não precisam; você tem razão
        """,
        4: """
        a gente tem/faz/cuida/trabalha/oferece/atende/usa/está/é/entrega/manda/garante; nosso/nossa;
        nossos/nossas; ^ eu; vou te; vou mandar; vou enviar; vou deixar; deixa eu; deixe eu;
        a gente garante; a gente consegue te
        """,
        2: "a gente; nós; estou; eu; obrigado/obrigada; é um; é uma; são mais de; é por isso",
    },
    # Asks without a question's form.
    "requests": {
        4: """
        ^ você pode me descrever; ^ pode me descrever; ^ poderia me descrever;
        ^ você pode me contar; ^ pode me explicar; ^ você pode me explicar;
        ^ você consegue me contar; ^ consegue me explicar; ^ me dá uma ideia; ^ me dá um exemplo;
        ^ me fale; ^ me conte; ^ me mostra como; ^ descreva; ^ descreve; ^ explique; ^ eu gostaria;
        ^ quero te ouvir; ^ queria ouvir; ^ queria que; ^ conte; ^ fale; ^ fala; ^ conta; ^ explica;
        ^ só para eu entender; ^ para eu entender; ^ me situa; ^ me atualiza; ^ vamos falar d*;
        ^ estou curioso; ^ tenho curiosidade; ^ me interessa saber; ^ me conta; ^ me fala; ^ me diz;
        ^ me diga; ^ me explica; ^ me explique; ^ me descreve; ^ me descreva; ^ me ajuda a entender;
        ^ conta para mim; ^ fala para mim; ^ fala um pouco; ^ conta um pouco; ^ queria entender;
        ^ queria saber; ^ gostaria de entender; ^ gostaria de saber; ^ eu queria entender;
        ^ eu queria saber; ^ eu gostaria de entender; ^ eu gostaria de saber; ^ preciso entender;
        ^ quero entender; ^ eu quero entender; ^ quero saber; ^ queria que você me contasse;
        ^ descreve para mim; ^ me ajude a entender; ^ pode me contar; ^ explica para mim;
        ^ queria conhecer; ^ fico curioso para saber; ^ tenho curiosidade de saber;
        ^ fiquei curioso; ^ me passa uma ideia
        """,
    },
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
}

#: What a salesperson's question is after.
_KINDS = {
    "need_payoff": {
        6: """
        significaria; rodasse sozinha; rodasse; sozinho; ajudariam; bater a meta; iam reagir;
        reagiriam; se não tivesse; não tivesse; importante para você; importante para vocês;
        é importante; seria um ganho; um ganho; ganho; traria; trariam; tiraria; um peso; peso das;
        se a gente cuidasse; bom para; boa para; seria bom para; investiria; horas que voltam;
        que voltam; voltassem; supondo; suponha; brilhando; valor para; teria valor;
        faria sentido ter; faria sentido poder; te agradaria; agradaria; te atrai; atrairia;
        te deixaria; deixaria; te daria; daria a; daria para; daria tempo; dar mais; te pouparia;
        pouparia; poupar; sobraria; sobrariam; sobrar; sobrasse; liberar; liberasse; liberado;
        abriria; permitir; ganhar; ganharia; ganhariam; ganhando; economizar; economizaria; reduzir;
        reduziria; aumentaria; cresceria; dormiria; dormir; respirar; tranquilidade; alívio;
        aliviar; facilitar; facilita; ajudar; ajuda você; ajudaria a; ajudaria sua; contribuir;
        contribuiria; beneficiar; que proveito; proveito; aproveitar; aproveitaria; que retorno;
        o que você poderia; o que vocês poderiam; poderia fazer; poderiam fazer; você faria;
        vocês fariam; faria; fariam; faria com; fazer com esse; fazer com essas; fazer com; usaria;
        usariam; gostaria de ter; gostaria de poder; gostaria de ver; gostariam; você gostaria;
        queria ter; preferia; como ficaria; como ficariam; como mudaria; como você se sentiria;
        se sentiria; sentiria; melhor seria; quanto melhor; quão; o que mudaria na; o que muda se;
        e se você pudesse; e se desse; e se; se desse para; se tudo; se todos; se cada;
        se ninguém precisasse; se você soubesse; se você tivesse; se vocês tivessem; se a equipe;
        se o sistema; se um sistema; se existisse; tendo; podendo; sabendo; com tudo; com menos;
        com mais; menos faltas; ter cada; ter o; ter a; ter isso; ter tudo; poder; ver em tempo;
        em tempo real; avisado antes; receber um aviso; aviso; pela metade; interesse em;
        *aria/*eria/*iria ... diferença; o que mudaria; o que mudava; o que muda para você se;
        quanto valeria; quanto vale*; valeria a pena; ajudaria; facilitaria; seria útil;
        seria importante; seria interessante; seria bom; seria ótimo; seria vantag*; como seria;
        te interessaria; interessaria; que vantagem; que vantagens; quais vantagens; que benefício*;
        quais benefícios; que ganho*; sairia ganhando; ganharia*; ia facilitar; ia ajudar; ia mudar;
        ia ser bom; ia fazer diferença; imagina; imagine; imaginando; te ajudaria; aliviaria;
        liberaria; o que você faria com; o que vocês fariam com; em que você usaria;
        dava para fazer; daria para fazer; que diferença faria; como te ajuda; como ajuda;
        te ajuda em quê; melhoraria; ficaria mais fácil; ficaria mais tranquilo; daria mais;
        que importância; por que é importante; por que isso é importante; que ganhariam; ia sobrar;
        economizaria*; o que permitiria; permitiria; ia permitir; quem mais se beneficiaria;
        o que você ganha se; quem ganha; quem mais ganharia; o que sobraria; deixaria você*;
        que valor teria; qual o valor de ter; qual seria o ganho; qual seria o benefício
        """,
        4: """
        se você/vocês/a/o/os/as/isso/tudo/cada/todo/toda ... *asse/*esse/*isse;
        se você/vocês/a/o/os/as/isso/tudo/cada/todo/toda ... *assem/*essem/*issem;
        se ... pudesse*/conseguisse*/tivesse*/fosse*/soubesse*/houvesse/desse para; não precisasse*;
        sobrando; sem ter que; sem precisar; com esse tempo; com esse dinheiro; com essas horas;
        com essa folga; se esse problema sumisse; resolvido; resolvesse; benefici*
        """,
        2: """
        *aria; *eria; *iria; *ariam; *eriam; *iriam; mais fácil; mais rápido; mais tranquil*;
        melhor*
        """,
    },
    "implication": {
        6: """
        quem cobre; quem acaba cobrindo; alguém falta; clientes vocês já; já perderam; mexe; mexem;
        passa batido; quem paga; desistir; desiste*; hora extra; horas extras; em quanto tempo o;
        o cliente sente; sente; sentem; próxima safra; vai ser d*; faltando; já custou; custou um;
        custou uma; quanto isso custa; quanto te custa; quanto custa para; custa para; quanto sai;
        quanto vai; quanto dinheiro; quanto tempo vocês perdem; quantas horas; quanto do; e isso;
        e com isso; e aí; e depois; o que vem; que consequência; quais consequências; traz que;
        que problema isso; isso já; isso chega; isso tem; isso te; isso custa; isso tira; isso vai;
        isso pode; isso derruba; isso pesa; isso aparece; isso bate; isso sobra; isso sobrecarrega;
        isso aumenta; isso diminui; isso impede; impede; impedindo; deixando de; deixam de;
        deixa de; deixaram de; atrasa o; atrasa a; atrasa tudo; derruba; encarece; aumenta o;
        queima; queimar; mancha; arranha; risco de; corre o risco; correm o risco; pode perder;
        podem perder; pode acabar; pode virar; acaba perdendo; acaba pagando; acabam; acaba;
        se não resolver; se não mudar; se não fizer; se nada; se ficar; se isso; se seguir; se esse;
        se essa; se alguém; se um; se uma; se o ... atrasa; se o; o que muda no; o que muda na;
        ao longo; no ano todo; no longo; em um ano; em dois anos; em cinco anos; no fim das contas;
        na prática; quem responde; quem leva a culpa; culpa; quem leva; o que o cliente;
        o que os clientes; o que seus; o que sua; o que seu; o que o seu; como o cliente;
        como os clientes; como seus clientes; como a equipe; como sua equipe; como o time;
        como reage; reage; reagem; o que dizem; o que diz; já fizeram; já aconteceu de perder;
        chegou a; chegaram a; rotatividade; pedem demissão; demissão; vai embora; vão embora;
        trocou vocês; concorrente; crescer; expandir; crescimento; vendas; venda; lucro; margem;
        resultado; meta; metas; o que acontece; o que acontecia; o que aconteceria;
        o que aconteceu com; impacto*; impacta*; afeta*; que efeito; consequência*; se continuar*;
        continuar assim; continuarem; se nada mudar; quanto custa; quanto custou; quanto isso;
        custa esse; custou esse; quanto ... perde*/perdem/perdeu; quanto ... deixa/deixam de;
        deixa* de ganhar; deixa* de vender; deixou de; na ponta do lápis; por causa disso;
        por conta disso; por conta desse*; em função disso; vai parar; o que isso faz;
        o que isso causa; o que isso gera; isso gera; isso causa; isso provoca; isso atrapalha;
        isso prejudica; prejudica*; isso reflete; reflete*; repercute*; mexe com; mexe no; pesa no;
        pesa na; acaba sobrando; sobra para; sobrando para; acaba virando; vira; acaba fazendo;
        faz falta; já fez; já perd*; já deix*; chegou a perder; chegaram a perder; cada vez que;
        toda vez que; sempre que; daqui a um ano; daqui a dois anos; como fica a; como fica o;
        como ficam; o que você perde; quanto você perde; quanto vocês perdem; quem acaba;
        o que significa; o que representa; quanto representa; a longo prazo; isso compromete;
        compromete*; que prejuízo; qual o prejuízo; qual o tamanho do prejuízo; quanto de prejuízo;
        já calcul*; já contaram; já somou; já somaram; isso respinga; respinga*; isso leva;
        isso faz; faz com que; isso vira; isso acaba; isso trava; isso atrasa; e aí quando;
        até que ponto; o que vem depois; qual o custo; que custo; onde isso; quem sofre; quem sente
        """,
        3: """
        quando ... falta/falha/atrasa/quebra/cai/trava/erra/some/para/fica/dá/perde/demora;
        quando isso acontece; isso acaba; essa demora; esse atraso; esse retrabalho; esse problema;
        com isso; disso; esse dinheiro; perde*; perdem; perdendo; prejuízo*; custo; no fim do mês;
        no ano; na equipe; resto da equipe; faturamento; confiança; imagem; reputação; multa*;
        clima; se ... vier/subir/parar/cair/faltar/acontecer/falhar/demorar/aumentar/seguir/piorar;
        o que isso; esse tempo
        """,
        1: "isso; essa; esse; acaba; cliente; clientes",
    },
    "problem": {
        5: """
        dá errado; dão errado; deu errado; impacient*; enxerga*; detesta*; odeia*; escapando;
        do controle; recebe o que paga; que paga; ninguém aparecer; não aparec*; aparece;
        faltar gente; falta gente; falta de; gente nos; você consertaria; consertaria; mudaria no;
        mudaria na; mudaria em; melhoraria no; melhoraria na; melhorar; termina mesmo;
        terminam mesmo; mesmo os; de verdade; direito; bem de; bem quando; funciona direito;
        funcionam; sobrecarreg*; aperto; apertado; sobra; fila; filas; espera; esperar; esperando;
        fura; perdid*; perdem; perda*; furto*; roubo*; avaria*; danific*; estrag*; suj*; sujeira;
        barulho; pesad*; cansado; cansada; cheio de; desgast*; desgaste; difere; diferença*;
        conflito*; discuss*; briga*; bate cabeça; correria; corre corre; apaga* incêndio; incêndio*;
        desmarca*; cancelam; remarca*; duplicad*; duplicidade; em duplicidade; duas vezes; refazer;
        refaz*; corrigir; corrig*; conferir; na mão; manualmente; improvis*; gambiarra; mais demora;
        mais tempo; mais difícil; mais complicado; mais chato; mais trabalho; menos funciona;
        ponto fraco; fraco; fraca; fragil*; vulnerável; seguro de; segura de; certeza; confia;
        confiança; você sente que; você sente; se sente; como se sente; você acha do; acha d*;
        o que acha d*; te satisfaz; atende bem; atende o que; à altura; dá raiva; te estressa;
        estressa; incomodad*; atolad*; no limite; dá tempo; sobra tempo; em dia; no prazo;
        fora do prazo; vence; vencid*; multad*; barreira*; obstácul*; empecilho*; entrave*; trava*;
        aquém; não chega*; não bate; bate; batem; erra; já ficou; já ficaram; já sumiu; já teve;
        já tiveram; já houve; já faltou; já deu; dificuldade*; reclamação; reclamações; difícil;
        problema*; reclama*; incomoda*; preocupa*; satisfeit*; insatisfeit*; contente*; feliz com;
        erro*; erram; errad*; falha*; trava; travar; travam; travando; atrapalha*; inseguro*;
        insegura*; gargalo*; dor de cabeça; tira o sono; irrita*; frustra*; chato; chata; cansativ*;
        trabalhos*; confus*; surpresa; não funciona; funciona bem; funciona mal; deixa a desejar;
        aconteceu de; acontece de; desafio*; medo; receio; risco*; ruim; pior; bagunça; sufoco;
        desperdíc*; desperdiç*; esquec*; escapa*; retrabalho; complica*; pega vocês; dão conta;
        dá conta; te deixa; mais te; atraso*; atrasa; atrasam; perrengue; queixa*; defeito*;
        quebra*; vaza*; some; somem; sumi*; extravi*; limita*; burocrá*; lent*; insegurança;
        te falta; mais falta; falta para; faz falta hoje; o que falta; o que mudaria nele; incômodo;
        aperta; sofre*; sofrem; costuma travar; costuma dar; dá para confiar; confia n*; confiável;
        tranquilo com; à vontade com; como você avalia; como vocês avaliam; que nota; não gosta;
        menos gosta; gostaria que fosse diferente; poderia ser melhor; podia ser melhor;
        deixou na mão; deixa na mão; deixam na mão; furo*; furar; furam; falta produto; faltou;
        faltar; diferença no; divergência*; imprevisto*; pane; enrosca*; emperra*; pega mais; dói
        """,
        3: """
        às vezes; de vez em quando; com que frequência acontece; já aconteceu; falta; faltam;
        demora*; custa a; perder; perde*; não atrapalha; consegue* ... direito; sem querer;
        mais pega; em cima da hora; difícil de; caro demais; demais; não consegue*; apert*; acumul*;
        estress*; cobra*; devolv*; cancela*
        """,
        1: "não; muito; mais",
    },
    "situation": {
        4: """
        descrever; o último treinamento; foi o último; foi a última; que dias; em que dias; por dia;
        assina; quem assina; onde vocês; que programa; qual programa; que ferramenta; direto ou;
        por agência; chega um; chegam os; chega o; quinzenal ou; mensal; semanal; o tamanho;
        qual o tamanho; quem abre; quem fecha; quem compra; quem vende; quem paga; quem recebe;
        quem atende; quem controla; quem monta; quem opera; quem dirige; quem limpa; que horas;
        que horário; qual horário; de quem; com quem vocês; de onde; para onde; como chega;
        como é que; como é hoje; como está hoje; como vocês; quanto tempo leva; quantas vezes;
        a cada quanto; qual a área; área; hectares; metros; unidades; filiais; turnos; turno;
        escala; funcionários; alunos; pacientes; veículos; frota; câmeras; guardam; guarda; anotam;
        anota; registram; registra; controlam; controla; contratam; contrata; alugam; aluga;
        alugado; próprios; própria; comprado; existe algum; existe alguma; tem algum; tem alguém;
        tem um; tem uma; têm um; têm uma; têm algum; quem são; qual o perfil; perfil; tipo de;
        que tipo; tipos de; no total; ao todo; em geral; normalmente; geralmente; atualmente;
        desde que; já tem; por onde; é manual; manual; automático; no papel; planilha; em qual;
        quais são; qual é o; qual é a; quantos; quantas; quem cuida; quem faz; quem é que cuida;
        quem é o responsável; responsável; como funciona; como vocês fazem; como é que vocês;
        como é feito; como é feita; como está; há quanto tempo; faz quanto tempo; desde quando;
        vocês usam; vocês já usam; trabalham com; hoje em dia; qual sistema; que sistema;
        fornecedor*; vocês têm; vocês tem; vocês fazem; vocês compram; vocês vendem; próprio ou;
        é por; me conta; me descreve; me explica; que máquina; qual é mais ou menos; mais ou menos;
        com que frequência; de quanto em quanto; onde fica*; quantidade; quem decide; qual empresa;
        que empresa; contrato atual; como é a; como é o; como são; como anda*; é terceirizad*;
        terceirizad*; vocês mesmos; vocês contam com; qual a frequência; qual é a rotina; a rotina;
        o dia a dia; o processo; quem participa; quem aprova; qual o volume; em média; por mês;
        por semana; costuma* ser; é feit*; vocês atendem
        """,
        2: """
        hoje; atual; atualmente; agora; vocês; quem; como; qual; ou; já; usam; usa; costuma*; tem;
        são; queria entender
        """,
    },
    "other_question": {
        5: """
        bom momento; peguei você; o material; material que; um exemplo; mando o; mando a; mando por;
        mando agora; ainda está aí; está aí; já se conhece; se conhece; quem não quer; quer que eu;
        quer que; passe de novo; de novo por; como foi a semana; foi a semana; que vem fica;
        terça que vem; quinta que vem; fica bom; fica bom $; tudo certo; tudo tranquilo; tudo joia;
        tudo ok; como está você; como você está; como é que você está; me escutando; escutando;
        microfone; câmera ligada; tela; está aparecendo; conseguem ver; consegue enxergar minha;
        está cortando; ouvindo; um segundo; um segundinho; rapidinho; um instante; um tempo;
        está ocupad*; ocupad*; está podendo; pode falar agora; soletrar; como se escreve;
        como se pronuncia; qual seu; qual o seu; seu número; seu contato; cargo; sobrenome;
        endereço para; te mandar; te enviar; te envio; posso enviar; posso te enviar; posso anotar;
        posso usar; posso chamar; posso dar; posso explicar; posso ir; posso passar; posso sugerir;
        me daria; me dá um; licença; prefere; de manhã ou; manhã ou; ou à tarde; ou de tarde;
        segunda ou; terça ou; quarta ou; quinta ou; por vídeo; por telefone; presencial;
        presencialmente; um café; tomar um café; almoço; visita; visitar; passar aí; ir aí; feriado;
        férias; viagem; jogo; time; calor; frio; chuva; trânsito; família; filhos; daqui;
        natural de; é a primeira vez; me entende; entendeu; compreende; compreendeu; deu para;
        percebe; viu só; não é verdade; verdade $; não é incrível; incrível; maravilha; sabia que;
        você sabia; adivinha; quem diria; imagina só; já viu; viu como; viu que; posso contar com;
        conto com; fechado; negócio fechado; vamos lá; vamos assinar; assinamos; começamos;
        começar quando; quando começamos; quando podemos; quando posso; quando a gente;
        quem mais deveria; quem mais participa; quem participa da; chamo; convido; incluir;
        convidar; próxima etapa; depois disso; ficou com; tem perguntas; pergunta; perguntas;
        alguma pergunta; mais alguma coisa; algo mais; posso ajudar; está de acordo; de acordo;
        concordamos; está bom assim; te parece; parece bom; parece justo; pode ser; pode ser assim;
        que tal
        """,
        9: """
        tudo bem; tudo bom; tudo joia; me ouv*; me escuta*; está me ouvindo; minha tela; está vendo;
        posso te; posso fazer; posso mostrar; posso mandar; posso ligar; posso continuar;
        posso seguir; posso começar; posso gravar; posso compartilhar; posso perguntar;
        podemos seguir; podemos marcar; podemos começar; podemos fechar; podemos agendar;
        podemos combinar; pode repetir; seu nome; seu email; melhor email; e mail; melhor telefone;
        seu telefone; seu whatsapp; por whatsapp; faz sentido; deu para entender; deu para ver;
        ficou claro; ficou clara; ficou alguma; alguma dúvida; mais alguma dúvida; fechamos;
        vamos fechar; vamos marcar; vamos começar; fica bom para; fica melhor; melhor dia;
        melhor horário; que horas; que dia; prefere que; minutinho*; uns minutos; cinco minutos;
        dois minutos; um minuto; alguns minutos; sabe aquela; sabe aquele; sabe quando;
        quem não quer; quem não gosta; quem nunca; próxima conversa; próxima reunião; próximo passo;
        próximos passos; combinado; marcar uma; agendar; demonstração; me expliquei; expliquei;
        concorda; não é mesmo; chegou a receber; recebeu meu; viu o material; posso deixar;
        falo com; estou falando com; com quem eu falo; você é de; você é daí; choveu;
        conhece a gente; já conhece; ouviu falar; já ouviu; consegue me ouvir; consegue ver;
        te ligo; posso te ligar; nossa conversa; a gente marca; a gente consegue marcar;
        a gente agenda; a gente pode marcar; a gente pode conversar; gostou; o que achou;
        o que você achou; não acha; legal né; bacana né; bom né; não é bom; não é ótimo; pode falar;
        atrapalho; posso pedir; quer que eu; quer ver; quer dar uma olhada; você me acompanha;
        está acompanhando; certo $; correto $; você topa; topa; vamos em frente; vamos nessa;
        me permite; tem um tempinho; posso contar; está no viva; está no trânsito; está chovendo;
        o som; áudio; como vai; beleza $; como foi o fim de semana; como foi o feriado;
        que tal a gente; já podemos; assim mesmo
        """,
        4: """
        né $; posso; podemos; me chamo; proposta; reunião; visita; demonstrar; assinar; tá bom $
        """,
        2: "pode; nome",
    },
}

_OBJECTIONS = {
    "price": {
        5: """
        cobrando mais; por entrega; essa taxa; taxa dessas; número menor; um valor menor;
        nem um centavo; centavo; mais um real; cobram; cobrando; cobra demais; ganho com;
        passa muito; passa do; a gente separou; separamos; pela metade; metade do preço;
        metade disso; baixar bastante; teriam que baixar; loucura; dinheiro parado; esse dinheiro;
        muita grana; grana; gastar com; mais perto de; esperava pagar; esperava algo; minha margem;
        nossa margem; margem; não aguento; aguento esse; esse custo; mais um custo; mais uma conta;
        mais uma despesa; despesa; salgado; apertad*; aperto; folga no caixa; vacas magras;
        por mês para; por ano para; reais para; mil por; é puxado; muito alto; tão alto; tão caro;
        carinho; barato não é; não é barato; nada barato; assustei; me assustei; levei um susto;
        tomei um susto; susto; sai caro; fica caro; pesa; rombo; sangria; bolso; no vermelho;
        cortando gasto; cortar gasto; cortando custo; corte de custo; cortar custo; segurando gasto;
        sem grana; quebrados; duro; desconto maior; faz mais barato; tem de graça; de graça na;
        consigo mais; mais em conta; chega nem perto; fora de cogitação; não pago isso;
        investimento alto; investimento muito; pagar isso; pagar tudo; pagar tanto; tanto dinheiro;
        dinheiro assim; arrancar; exorbitante; inviável; inviabiliza; extorsão; roubo; assalto esse;
        caro; cara para; caríssim*; salgad*; não cabe; fora do orçamento; não tem orçamento;
        nosso orçamento; meu orçamento; sem orçamento; sem verba; não tem verba; não temos verba;
        não temos orçamento; puxado; pesado para; pesa no; pesa demais; muito dinheiro; dinheirão;
        não tenho esse dinheiro; não tenho como pagar; não consigo pagar; não dá para pagar;
        não vou pagar; não pago; um absurdo; preço alto; valor alto; alto demais; mais barato;
        fazem por menos; faz por menos; um desconto; abaixar; baixar o preço; melhorar o preço;
        nem pensar; tudo isso; acima do que; além do que; passa do que; passou do que;
        não compensa pelo; não vale isso; esse preço não; por esse valor; por esse preço;
        a esse preço; custa muito; está custando; gastar isso; gastar tudo; fora da realidade;
        não tenho caixa; sem caixa; não fecha a conta; conta não fecha; não tem dinheiro; estoura*;
        não sobra dinheiro; dinheiro sobrando; uma fortuna; olho da cara; um rim; fora do meu bolso;
        não temos esse dinheiro; é muito para; menos da metade; o dobro; facada; extrapola;
        não comporta
        """,
        2: """
        grana; margem; gast*; pag*; caro; cara; barato; mil; trezentos; custo*; investir;
        investimento; quantia; parcela; conta; reais; despesa*; financeir*; caixa; preço; valor;
        orçamento; verba; dinheiro; custa; custo; mensalidade; desconto; pagar
        """,
    },
    "timing": {
        5: """
        agenda lotada; lotad*; cheia até; até o fim; até o final; segura essa; entra em contato;
        entre em contato; assim que; não vou começar; nada novo; começar nada; antes de; por agora;
        nesses meses; este mês; esse mês; essa semana; nesta época; nessa época; nessa altura;
        mudança vindo; tem mudança; passado o; logo depois; só depois; vai ter que esperar;
        ter que esperar; retomar; ano novo; começa em; ninguém tem tempo; tem tempo;
        quem sabe quando; quando a obra; antes do; antes da; não começar; volta a me; me perguntar;
        me pergunta; esse trimestre; este trimestre; próximo trimestre; trimestre que vem;
        todo tomado; tomado; virar o mês; virar o ano; vira o ano; quando virar; quando entrar;
        quando eu contratar; quando a gente; quando tiver; quando abrir; quando baixar;
        baixar a poeira; poeira; acalmar; as coisas acalm*; esfriar; assentar; passada a;
        passando a; passar a; passar o; passar essa; depois das; depois dos; depois desse;
        depois dessa; em outra; em outro momento; outra época; alta temporada; temporada; colheita;
        plantio; mudança de sede; de mudança; auditoria; balanço; fechando o; fechamento;
        no fim do ano; final do ano; fim do semestre; segundo semestre; primeiro semestre; ano que;
        mês que; semana que; daqui uns; daqui a; uns meses; alguns meses; seis meses; três meses;
        me chama em; me chama; me retorna; volta aqui; volte; voltar a falar; conversar depois;
        falar depois; ver depois; vejo depois; vemos depois; a gente vê; mais tarde; não é hora;
        não é agora; agora complica; agora está; agora estou; agora estamos; por enquanto não;
        no momento; cabeça cheia; mãos cheias; atolad*; enrolado com; enrolada com; sobrecarreg*;
        apertado de tempo; já está planejado; já planejamos; planejamento; acabamos de; acabei de;
        recém; segurar um pouco; segurar; empurrar; adiar; postergar; engavet*; pausar; em espera;
        férias; inventário; agora não; não é um bom momento; não é o momento; não é a hora;
        momento ruim; época; época ruim; me procura; me procure; me liga; me ligue; volta a falar;
        mais para frente; ano que vem; semestre que vem; mês que vem; próximo ano; próximo semestre;
        depois do; depois da; depois que; deixar isso para; deixa para; deixa passar;
        esperar passar; esperar um pouco; prefiro esperar; vamos esperar; no momento não;
        nesse momento não; não dá agora; agora não dá; não dá para mexer; outro momento; outra hora;
        mais adiante; quando acabar; quando terminar; quando passar; quem sabe em; daqui a uns;
        daqui a alguns; muita coisa agora; no meio de; no meio da; no meio do; estamos em plena;
        correria; não tenho tempo; sem tempo; não é prioridade; não está na prioridade;
        prioridade agora; safra; fechamento do ano; começo do ano; no futuro; ainda é cedo;
        muito cedo; este ano não; esse ano não; esse ano já; esse mês não; só em; só no ano;
        congelad*; conversamos em; voltamos a conversar; a gente volta a; retoma*
        """,
        2: """
        tempo; quando; trimestre; inverno; verão; natal; abril; maio; junho; julho; agosto;
        setembro; outubro; novembro; dezembro; semanas; meses; semana; antes; fim; esperar; prazo;
        agenda; obra; agora; momento; ano; mês; semestre; depois; janeiro; fevereiro; março; adiar
        """,
    },
    "competitor": {
        5: """
        a gente se dá bem; nos damos bem; bem atendid*; oferta d*; tem mais recurso; mais recursos;
        por que eu largaria; largaria; largar o; faz nossa; faz a nossa; faz o nosso; limpa para;
        escolh* a; escolh* o; o deles; a deles; eles cobram; eles oferecem; eles também; eles já;
        eles me; eles deram; parceria; já faz; já fazem; já cuida; já cuidam; já atende; já atendem;
        já resolve; já resolvem; já entrega; já roda; já usamos; já tem; já tenho quem; temos uma;
        temos um; tenho uma firma; tenho um cara; tenho quem; eles são bons; são bons; é boa;
        os outros; o outro; a outra; dão de graça; de graça; inclinad*; mesmo escritório;
        mesma empresa; mesmo fornecedor; mesma firma; mesmo pessoal; desde que abriu;
        desde que abrimos; há anos; faz anos; anos com; pacote melhor; veio com; oferta melhor;
        condição melhor; preço melhor; proposta mais; proposta menor; que vocês fazem que;
        já não faz; diferencial; o que vocês têm que; cobre a oferta; cobrir; cobrem; bater o preço;
        igualar; equiparar; rival; contrato com; renovei; renovamos; acabamos de renovar;
        acabei de renovar; fidelidade; multa com; presos; amarrad*; amarrado; equipe própria;
        equipe interna; interno; interna; gente nossa; nosso próprio; nossa própria; time interno;
        faz em casa; fazemos em casa; meu contador; nosso contador; nosso contato; continuar com;
        ficar com; fico com; ficamos com; prefiro ficar; não troco; não trocaria;
        mudar de fornecedor; trocar de fornecedor; largar; deixar eles; conhecem a gente;
        conhece a gente; nos conhece*; me conhece*; comparei; comparando; três propostas;
        duas propostas; outras duas; cotei; cotamos; orcei; gosto del*; confio nel*; confiamos nel*;
        com eles; deles; delas; com a mesma; já trabalha* com; já trabalhamos com; já tenho;
        já temos; já usa*; já uso; já contratamos; outro fornecedor; outra empresa; outras empresas;
        outros fornecedores; concorrent*; recebi uma proposta; recebemos uma proposta;
        outra proposta; outras propostas; proposta d*; proposta melhor; orçamento d*; me ofereceu;
        nos ofereceu; ofereceram; ofereceu; cobra menos; cobram menos; melhor que a sua;
        melhor que o de vocês; o mesmo que vocês; a mesma coisa; por que trocar;
        não tenho por que trocar; satisfeito com a; satisfeito com o; satisfeitos com;
        satisfeita com; somos clientes; sou cliente; fornecedor atual; parceiro atual;
        a gente é cliente; fechado com; quase fechando com; fechar com a; fechar com o; prefiro a;
        prefiro o; inclinado a; inclinados; cotação; cotando; conversando com outr*; parceria com;
        anos com a; anos com o; atende* bem; nos atende; me atende; de longa data; fazem isso por;
        faz isso por
        """,
        2: """
        eles; outros; firma; escritório; contador; mesmo; mesma; desde; melhor; proposta; oferec*;
        empresa; deles; pacote; parceiro; trabalha*; já; trocar; outro; outra; contrato; fornecedor;
        anos
        """,
    },
    "authority": {
        5: """
        convencer; não assino; é decidido; se decide; decidido em; decidido por; decidido lá;
        unânime; unanimidade; diretor de; todo mundo concord*; todos concord*; acordo de todos;
        não posso falar por; não respondo; deixa eu ver com; deixa eu falar com; deixa eu perguntar;
        deixa eu consultar; depende; decisão conjunta; decidimos juntos; juntos; em grupo;
        com os outros; é que resolve; é que define; é que libera*; é quem; é ele quem; é ela quem;
        setor de compras; compras; os donos; o dono; a dona; teria que dar; dar o ok; dá o ok;
        dar ok; preciso do aval; aval; conselho; quem define; define; não eu; a gente vota; vota;
        votação; assembleia; cooperativa; cooperados; comprometer sem; me comprometer; sem minha;
        sem meu; sem a minha; sem o meu; sem falar com; sem consultar; sem o ok; só administro;
        só cuido; sou só; eu só; apenas; acima; superior*; instância; hierarquia; carimbo;
        assinatura; assinatura del*; libera*; liberação; autoriza*; aprova*; dá a palavra;
        palavra del*; depende d*; depende del*; depende do; depende da; cabe a; compete a;
        decisão não é; decisão é d*; a decisão; quem paga é; quem compra é; quem dá; quem fecha;
        é com o; é com a; fala com o; fala com a; falar com o; falar com a; conversar em casa;
        conversar com ele; conversar com ela; perguntar a; perguntar pro; apresentar para;
        apresentar à; levar para; levar ao; levar à; levo para; discutir com; alinhar com; ver com;
        combinar com; reunião de; em conjunto; os dois; nós dois; família; meus pais; meu pai;
        minha mãe; meu irmão; minha irmã; meu filho; minha filha; prefeitura; franquead*;
        investidor*; acionist*; advogad*; o jurídico; controladoria; ti é que; rh é que; o rh; o ti;
        a ti; síndic*; condomínio; mantenedor*; sede; não decido; não sou eu que; não sou eu quem;
        não é comigo; não depende de mim; não depende só de mim; quem decide; quem bate o martelo;
        bate o martelo; quem vê; quem resolve; quem manda; quem aprova; quem autoriza; quem assina;
        quem escolhe; que escolhe; que decide; que aprova; que autoriza; que resolve; que assina;
        que manda; diretoria; matriz; autonomia; falar com meu; falar com minha; falar com o meu;
        falar com a minha; conversar com meu; conversar com minha; conversar com o; conversar com a;
        consultar; tenho que levar; preciso levar; preciso ver com; tenho que ver com;
        preciso falar com; tenho que falar com; vou ver com; vou falar com; passar pel*; passa pel*;
        aprovação d*; aprovação; autorização; sozinho; sozinha; palavra final; última palavra;
        minha esposa; meu marido; meu chefe; minha chefe; meu gerente; meu sócio; minha sócia;
        os sócios; meus sócios; comitê; acima de mim; não tenho poder; minha alçada; alçada;
        perguntar para; o aval; não posso assinar; não posso decidir
        """,
        2: """
        marido; esposa; gerente; donos; conselho; ok; decis*; decidir; assinar; reunião; responde;
        autoriza*; sozinh*; comprometer; ele; ela; sócia; sócio; sócios; dono; dona; chefe; decide;
        diretor*; financeiro; jurídico; pai; mãe; irmão; irmã
        """,
    },
    "need": {
        5: """
        quase nunca; o que a gente tem; o que temos; é suficiente; suficiente; basta; nos basta;
        já treinad*; já sabem; já foram; sobra; está coberto; cobertos; já resolvido; não acontece;
        nunca acontece; não importa; não ligo; não ligamos; é o bastante; bastante para;
        atende a gente; nos atende bem; nunca tivemos; nunca tive; nunca aconteceu; nunca houve;
        ninguém aqui; ninguém pediu; pediu; o que isso traria; não vejo o que; não vejo;
        papel e caneta; papel; caneta; resolve para; resolve tudo; somos só; só nós; só quatro;
        só três; só dois; andando bem; anda bem; vai bem; vão bem; indo bem; rodando bem; roda bem;
        roda redondo; redondo; sem isso; sem ele; conhecem as rotas; conhecem o; sabem o que;
        sabe o que; não precisamos de; que eu ia usar; ia usar; usaria; usar isso; planilha resolve;
        planilha dá; planilha; excel; caderno; caderninho; no grito; de cabeça; no olho;
        do nosso jeito; do jeito; nosso jeito; sempre deu; sempre deu certo; sempre demos; dá certo;
        deu certo até; funciona assim; vem funcionando; tem funcionado; funcionando; está ótimo;
        está de bom; está de boa; tranquilo assim; tudo certo; tudo em ordem; em ordem;
        sob controle; sem problemas; sem problema; nenhum problema; problema nenhum; zero problema;
        não temos problema; não é um problema; não é problema; não reclam*; ninguém reclama;
        ninguém reclamou; frescura; luxo; supérfluo; firula; perfumaria; desnecess*; exagero;
        exagerado; canhão; bala de canhão; demais para; grande demais; muita coisa para;
        pouca gente; pouco volume; volume pequeno; poucos; poucas; coisa pequena; nem uso;
        nem usamos; mal uso; quase ninguém; ninguém aqui usa; tanto faz; não muda; mudaria nada;
        mudar em time; time que está ganhando; mexer no que; mexer em time; não sinto; não sentimos;
        fazemos nós; a gente mesmo; nós mesmos; eu mesmo faço; eu mesma faço; faço eu; faço tudo;
        dou conta; se virando; virando bem; não me serve; não nos serve; serve para; serventia;
        qual a vantagem; qual a utilidade; que diferença; que vantagem; não preciso; não precisamos;
        não precisa; não vejo por que; não vejo necessidade; não vejo vantagem; não vejo sentido;
        não sinto falta; não sentimos falta; não faz falta; se vira; me viro; nos viramos;
        está funcionando; funciona bem; está funcionando bem; sempre funcionou; dá conta;
        damos conta; está bom assim; está bom do jeito; do jeito que está; estamos bem;
        estou bem assim; a gente está bem; para que; por que eu; por que eu mudaria; não é para mim;
        não é para a gente; não se aplica; não usaria; não usaríamos; ninguém ia usar; ninguém usa;
        não temos esse problema; não tenho esse problema; nunca tive problema;
        nunca tivemos problema; nunca deu problema; nunca precis*; sempre fiz; sempre fizemos;
        sempre foi assim; não tenho interesse; não temos interesse; não me interessa;
        não é para o nosso; resolve bem; não muda nada; pequena demais; pequeno demais;
        somos pequenos; não faz sentido para; muito para mim; não tem serventia; não vejo utilidade;
        qual a necessidade; por que mudar; não vejo motivo; mal usamos; quase não; raramente;
        não tem demanda; satisfeito do jeito; não me faz diferença; coisa de empresa grande
        """,
        2: """
        precisa*; ninguém; usar; traria; resolve; nunca; anda*; sem; poucos; sempre; jeito;
        problema; funciona*; mesmo; preciso; precisa; necessidade; funciona; pequena; pequeno; quê;
        simples; bem
        """,
    },
    "trust": {
        5: """
        juraram; jurou; você diz; vocês dizem; todo mundo diz; todo mundo fala; todos dizem;
        todos falam; vocês vêm mesmo; vem mesmo; inventad*; inventar; pode ser inventado;
        quem disse; até parece; claro que você; você vai dizer; qualquer um; se quebrar;
        se der problema; quando quebrar; na hora do; vão estar; vão aparecer; vão sumir;
        some depois; duvido; seja tão; bonito no; bonito; funciona mesmo; será que; falou a mesma;
        prometeu a mesma; disseram a mesma; mesma coisa e; a última empresa; última empresa;
        o último; o anterior; a anterior; da última vez; última vez; quem vai atender; vai atender;
        atender o telefone; atende o telefone; quando der; quando precisar; na hora que; comprove;
        comprova*; prova*; provar; avaliações; avaliação ruim; bem ruins; ruins de; li umas; li na;
        vi na internet; vocês são pequenos; vocês são novos; são novos; muito novos; são pequen*;
        empresa pequena; e se fecharem; se fecharem; se vocês; e se vocês; como é que eu fico;
        como eu fico; como a gente fica; me sinto à vontade; à vontade; estranhos; desconhecid*;
        insegur*; inseguro; meus dados; nossos dados; os dados; dados dos; quem tem acesso; quem vê;
        quem vai ver; acesso aos; sigilo; privacidade; lgpd; roubar; roubad*; enrolar; enrolaram;
        me enrolaram; enrolação; lorota; história; conto; balela; marketing; propaganda;
        só propaganda; fala bonita; fácil falar; falar é fácil; papel aceita; aceita tudo;
        tudo lindo; lindo; maravilha; mil maravilhas; perfeito demais; milagros*; santo; desconfia;
        pulga; atrás da orelha; trauma; traumatizad*; escaldad*; decepção; decepcion*; dor de;
        me dei mal; nos demos mal; deu errado; não cumpri*; cumprem; cumprir; cumpre; acredito;
        acreditar; acredita; confio; confiar; confiança; não sei quem; nem conheço; mal conheço;
        quem usa; alguém que usa; alguém usa; quem mais usa; quem já usa; quero ver; só acredito;
        ver para crer; crer; e depois; depois some*; depois ninguém; depois que paga*;
        depois de assin*; suporte some; garantem; garantir; garante que; e se não; se não funcionar;
        se der errado; taxa escondida; custo escondido; escondid*; surpresa no; surpresas;
        quem me garante; quem garante; que garantia; me garante; nunca ouvi falar; não conheço;
        não conhecemos; bom demais; já caí; já fui enganad*; fui enganad*; me deixaram na mão;
        deixaram na mão; na mão; desconfi*; não confio; não acredito; tenho dúvida se;
        tenho minhas dúvidas; não sei se funciona; será que funciona; será que cumpre;
        conversa de vendedor; papo de vendedor; todo vendedor; promete*; prometeu; prometeram;
        promessa*; como eu sei; como vou saber; como é que eu sei; como eu vou saber;
        fecham as portas; fechar as portas; quebrar; falir; some*; sumir; sumiu; sumiram;
        desaparec*; golpe; enganar; enganação; picaretagem; já me queimei; me queimei;
        gato escaldado; já passei por isso; experiência ruim; má experiência; difícil de acreditar;
        difícil acreditar; para inglês ver; só no papel; no papel; segurança dos dados;
        dados seguros; vazar; vazam; empresa nova; novos no mercado; pouco tempo de mercado;
        reclame aqui; li reclama*; vi reclama*; reclamações de vocês; falaram mal; pé atrás;
        com o pé atrás; na prática; depois que assina*; depois que fecha*; depois da venda;
        na hora h; não atende mais; milagre; letra miúda; letras miúdas; pegadinha
        """,
        2: """
        duvid*; promet*; funciona; atender; avalia*; vocês; confi*; garant*; segur*; dados; empresa;
        estranhos; chave; última; sumiu; comprov*; suporte; acredit*; garantia; garante;
        empresa de vocês; verdade; ouvi; confiança; será; mesmo; números
        """,
    },
    "complexity": {
        5: """
        nem tem celular; nem celular; smartphone; projeto enorme; só para começar; refazer;
        cada contrato; digitando; digitar; lançando; preencher; preenchendo; metade da equipe;
        metade do time; não consigo ver; difícil para; difícil de; parece difícil; parece muito;
        mal sabe; mal sabem; sabe usar; sabem usar; treinar a; treinar a turma; treinar todo;
        tudo de novo; de novo; ia levar; vai levar; levar meses; leva meses; meses para;
        semanas para; todo mundo se; ligar isso; conectar; plugar; sofrimento; não tenho ninguém;
        não tem ninguém; ninguém para tocar; para tocar; tocar isso; quem vai tocar; quem vai mexer;
        quem ia mexer; quem vai cuidar; quem vai operar; quem vai configurar; passo; muito passo;
        muita senha; senha; senhas; login; muita etapa; etapas; fiação; do prédio; mudarem de;
        mudar de hábito; hábito; hábitos; costume; mudar o costume; mudar o jeito; mudança grande;
        mudança; mais um sistema; mais um aplicativo; mais uma senha; mais uma coisa;
        mais uma ferramenta; outro sistema; outro aplicativo; sistema novo; programa novo;
        aplicativo; celular; não usam; nem usa; nem sabe; nem sabem; não sabem; não sabe;
        não leva jeito; jeito com; jeito para; computador; informática; tecnologia; digitar tudo;
        lançar tudo; importar; exportar; transferir; transferir tudo; transferência; furar parede;
        furar; quebrar parede; quebrar tudo; cabo; cabos; passar cabo; parar a produção;
        parar a operação; parar a loja; parar a fábrica; fechar a loja; interditar; projeto grande;
        obra grande; demorado; demorada; demora demais; demora muito; processo longo;
        muito processo; muita papelada; papelada; muito papel; documentação; exigência*; licença*;
        alvará; curva; curva de aprendizado; aprendizado; não é simples; nada simples; não é fácil;
        nada fácil; parece complicado; difícil demais; trabalhos*; esforço; trampo; uma mão de obra;
        mão de obra; encrenca; pepino; abacaxi; novela; vão chiar; chiar; vão reclamar;
        vai reclamar; vão resistir; não vão usar; não vai usar; ninguém vai usar; boicot*; rebelião;
        teimos*; turrões; cabeça dura; velha guarda; antigos; mais antig*; idade; implant*;
        configura*; equipe técnica; técnico; integra*; dá um trabalho; dá trabalho; muito trabalho;
        trabalho danado; trabalheira; um trabalhão; dor de cabeça; burocracia; complicad*; complica;
        complexo; complexa; difícil de usar; difícil de mexer; difícil de aprender;
        não vai conseguir; não vão conseguir; não vai aprender; não sabe mexer; não sabem mexer;
        não sei mexer; mexer nisso; não entende de; não entendem de; não é bom com;
        não são bons com; treinar; aprender; reaprender; acostumar; acostumad*; se adaptar;
        adaptação; adaptar; resistência; resistir; migrar; migração; passar todos; passar tudo;
        cadastrar tudo; implantação; implantar; implementar; instalar tudo; parar a; parar tudo;
        integrar; integração; não conversa com; conversa com o; quebradeira; reforma; obra; bagunça;
        transtorno; pessoal é mais velho; não é de tecnologia; tecnologia não é; não tenho equipe;
        não temos equipe; não tem quem; não tenho ti; não temos ti; muita coisa para; muita mudança;
        mudar tudo; trocar tudo; mudar a rotina; muita tela; muito botão; complicação; enrolado;
        enrolada; um parto; refazer tudo; começar do zero; configurar; do zero; virar tudo
        """,
        2: """
        treinar; treinamento; sistema*; ligar; turma; senha; motoristas; usar; aprender; meses;
        mudar; mudarem; instala*; ninguém; tocar; novo; gente; funcionári*; time; passo; prédio;
        email; trabalho; mexer; equipe; pessoal; instalar; trocar; sistema; computador; cadastro*
        """,
    },
    # Alone they say nothing of why.
    "resists": {
        2: """
        não; nunca; ninguém; nada; nenhum*; sem; muito; demais; teria* que; tem que; tenho que;
        vai ter que; prefiro; só; somente; só se; sinceramente; honestamente; infelizmente; difícil;
        será; duvido; loucura; absurdo; mas; porém; acho que; tô fora; estou fora; boa sorte; nem;
        mal; complicado; sei não; bem; já; metade; ainda; talvez; quem sabe; receio; medo;
        para ser sincero; deixa; outra vez; também; é que; na verdade; por enquanto; a princípio;
        todo; toda; inteir*; e se; no
        """,
    },
    # What makes near misses: asks, tells, agrees.
    "no_objection": {
        6: """
        mês passado; o último evento; na última; semana passada; desde; começou; vamos mudar;
        ah então; então o; então a; então quer dizer; pediram demissão; a gente conferiu;
        está tudo certo; umas quarenta; uns quarenta; por dia; não precisa de muito;
        está te esperando; pode falar com; já falei com; já conversei; ele topou; ela topou; topou;
        disse que sim; concord* com; quantas pessoas; quem instala; o que acontece se; sim a gente;
        sim eu; sim já; sim está; quanto ficaria; quanto seria; quanto sairia; pode participar;
        podem participar; posso participar; já foi aprovad*; aprovada; ia gostar; vai gostar;
        vão gostar; ia adorar; como vocês cuidam; como vocês fazem; conseguem começar;
        dá para começar; achei que fosse; fosse mais; sim exatamente; exatamente; isso mesmo;
        desde 2019; rodando antes; ia querer; reclamam d*; nunca funcionaram; fecha dia;
        ano passado; leva a sexta; quando vocês; vocês conseguem; vocês podem; vocês mandam;
        entendi; ah entendi; bom saber; boa pergunta; verdade; me ajudaria; ajudaria; ajuda muito;
        seria ótimo; seria bom; adorei; perfeito; fechou; beleza; vamos; marcado;
        semana que vem está; amanhã; segunda; sexta; obrigad*; temos uns; temos umas;
        a gente tem uns; são uns; em média; todo mês; sempre quebra; vive quebrando; vive caindo;
        custa caro para nós; a gente perde; eu decido; quem decide sou; eu assino; sou o dono;
        sou a dona; eu sou; ^ quanto custa; ^ quanto é; ^ quanto fica; ^ quanto sai; ^ quanto tempo;
        ^ como funciona; já inclui; está incluso; está dentro; dentro do que; não tenho nada contra;
        gostei; achei interessante; faz sentido; pode continuar; pode ser; sou eu que decido;
        eu mesmo decido; eu que decido; a gente decide; me interessa; interessante;
        também está na ligação; se interessou; quer ouvir; gostou; concordou; me manda; pode mandar;
        me mandar; perde uns; perde por; perdemos; plano antigo; sistema antigo; antigo; antiga;
        era; vence em; acaba em; vai até; contrato acaba; o contrato vence; nem mandou; não mandou;
        por mês de; quem fala; bom dia; boa tarde; tudo bem; tem garantia; funciona a garantia;
        aceita; parcela*; dá para parcelar; em quantas; justo; razoável; achei barato; preço bom;
        preço está bom; preço é bom; cabe no; até que; esperava mais; pensei que fosse mais;
        já troquei; já aprov*; aprovou; autorizou; deu ok; tem verba; temos verba; reservad*;
        fechado; vamos marcar; podemos marcar; quinta; terça; combinado; explica melhor; me explica;
        pode explicar; como seria; quem faz; vem alguém; vocês treinam; vocês fazem o treinamento;
        tem treinamento; já usei; eu cuido; cuida das; cuida do; vende o triplo; dá uma raiva; cai;
        caiu; reclama*; atrasa*; atrasou
        """,
        3: """
        ^ qual; ^ quais; ^ quando; ^ tem; ^ vocês; ^ sim; ^ são; ^ é eu; hoje a gente usa;
        hoje usamos; ^ onde; ^ quem
        """,
    },
}

_TREATMENTS = {
    "acknowledge": {
        3: """
        entendi; claro; com certeza; sem dúvida; sei bem; percebo; nada mais justo; tem todo;
        todo o direito; é um valor; valor considerável; não é uma decisão; decisão importante;
        decisão grande; obrigado pela; obrigada pela; eu faria o mesmo; faria o mesmo; eu pensaria;
        também pensaria; eu sentiria; lamento; sinto muito; chato isso; que chato; é chato;
        faz parte; é prudente; prudente; cuidadoso; entendo; compreendo; faz sentido;
        faz todo sentido; é justo; justa; é normal; é natural; muito justo; agradeço; obrigado por;
        obrigada por; tem razão; você tem razão; com razão; no seu lugar; imagino; sei como é;
        sei que; é verdade; pesa mesmo; é um investimento; legítim*; respeito; compreensível;
        é compreensível; concordo; bom que você; que bom que você; é importante você; válid*;
        pensar com ^ calma; eu também ficaria; super entendo; faz bem em; está certo em;
        está certa em; é de se; não é pouco
        """,
    },
    "clarify": {
        5: """
        é por causa; qual seria; quanto seria; qual é o receio; receio; o que faria; o que te faria;
        o que deixaria; o que está faltando; o que ele precisaria; o que ela precisaria; qual ponto;
        que ponto; quais pontos; o que não; você já teve; já teve alguma; como foi; o que ficou;
        o que mais te; pesa mais; te preocupa mais; a dúvida é; sua dúvida; me diz uma coisa;
        posso perguntar; posso te perguntar; o que você gosta; do que você; o que vai; quando seria;
        e o que; o que é; tem algum motivo; algum motivo; que motivo; em comparação;
        qual referência; referência de; o que exatamente; exatamente; compara* com; comparado com;
        comparando com; me ajuda a entender; me ajude a entender; o que te preocupa;
        o que mais te preocupa; o que preocupa; quando você fala; quando você diz; você diz que;
        quando vocês dizem; quando vocês falam; por causa de*/do/da; é o valor total ou;
        ou é a parcela; o que faz você; o que te faz; o que te leva; de onde vem;
        o que você quer dizer; como assim; o que seria; o que está por trás; por trás; qual parte;
        que parte; em que parte; em relação a quê; o que aconteceu; o que deu errado; o que houve;
        me conta; me fala; me explica; pode me contar; pode me explicar; pode explicar; o que falta;
        o que faltou; o que você esperava; qual valor você; quanto você imaginava;
        o que você imaginava; que valor; quem mais; o que ele*; o que ela*; o que precisaria;
        o que pesa; o que mais pesa; o que te incomoda; caro em; por que você; como funciona essa;
        como é que funciona essa; o que mudaria; o que muda até; o que vai mudar; tem a ver com;
        é mais; seria mais; o que você viu; o que eles ofer*; qual é a sua; qual a sua; qual é o;
        que tipo de; a preocupação é
        """,
        2: "^ o que; ^ qual; ^ quanto; ^ como; ^ por que; ^ quem; ^ que; ou",
    },
    "reframe_value": {
        6: """
        pensa no; se comparar; ponta do lápis; em quanto tempo; se paga sozinho; um dia de;
        uma multa; uma parada; uma viagem; um acidente; um erro; um furto; um processo;
        um cliente perdido; cada dia; cada vez que; todo mês você; todo ano você; hoje você já;
        você já gasta; gasta hoje; isso hoje; perdendo; custa hoje; está custando; na conta;
        faz a conta; fazendo a conta; a conta; por aluno; por cabeça; por paciente; por entrega;
        por hectare; por veículo; por caminhão; por evento; por semana; menos que; menos do que;
        equivale; o preço de; o custo de; em compensação; por outro lado; ganhar tempo; horas de;
        liberar; sobra; você me disse que; você disse que; você me contou que; vocês perdem;
        você perde; você já perde; por dia; por funcionário; por pessoa; por mês você;
        menos do que um; menos que um; cafezinho; um café; se paga; se pagam; se paga em; o retorno;
        retorno; mais do que o preço; em vez de olhar; em vez do preço; pensa que; pense que;
        olha o tempo; olhar o que; o tempo que você; que você recupera; recupera; já paga;
        vocês já gastam; só que para sempre; quanto custa não; custa não fazer; custo de não;
        custo de ficar; ficar parado; ficar como está; sai mais caro; sai caro; mais caro é;
        economiza; economia de; economizam; vale mais; dividir por; dividindo; dividido; diluindo;
        diluído; compensa; uma única; um único; evita; evitar; evitando; deixa de perder; em troca;
        devolve; volta em; o que está em jogo; por hora; o barato; custa mais; perto do que;
        comparado ao que; comparado com o que; frente ao; contra os; esse esforço; duas horas de;
        ganha de volta; horas por semana; o que você ganha; o que vocês ganham; cada mês que;
        cada semana que; continuar como está; somando
        """,
        2: "mas só de; mas; só que; perde*; custa; ganha*; economi*; prejuízo; multa",
    },
    "evidence": {
        6: """
        temos clientes; posso te colocar em contato; em contato com; os números mostram;
        mostram que; mostrou que; mostra que; nossos clientes; um deles; uma delas; um hospital;
        uma escola; uma clínica; uma fazenda; uma fábrica; uma rede; uma transportadora;
        começou com; há dois anos; há três anos; desde então; hoje economiza; caiu de; caiu pela;
        caíram; baixou; diminuiu; passou de; subiu de; levou só; levou dois; em dois meses;
        em três meses; em seis meses; em noventa; comprovado; resultado d*; resultados; taxa de;
        índice de; nota média; pode ligar; pode perguntar; pode visitar; olha aqui; publicamos;
        balanço; selo; iso;
        cliente* ... reduziu/reduziram/conseguiu/economizou/aumentou/cortou/renovou/renovaram/ficou;
        reduziu; reduziram; cortou; pesquisa; estudo; telefone de; contato de; contato do;
        contato da; conversar com eles; conversar com ela; conversar com ele; falar com eles;
        ligar para eles; depoimento*; referência*; caso de; um caso; o caso; cases; tem uma;
        tem um ... que; relatório*; auditoria; certifica*; prêmio; premiad*; no último ano;
        ano passado; nos últimos; em média; por cento dos; por cento das; por cento renov*;
        de cada dez; de cada cem; clientes como; empresas como; empresas do seu; do seu tamanho;
        parecid* com; medimos; mediu; medid*; os números; dados de; gráfico; histórico; comprov*;
        por escrito; em contrato; visitar; visita a um cliente; você pode ver; posso te mostrar o;
        posso te mandar; posso te passar; te passo o; publicad*; laudo; avaliação; nota ... de;
        anos de mercado; atendemos; clientes nossos; cliente nosso; um cliente; uma cliente;
        outro cliente; outra empresa; chamad*; registr*
        """,
        2: """
        clientes; cliente; por cento; meses; instal*; média; só três; renov*; cidade; vizinh*
        """,
    },
    "alternative": {
        6: """
        e se a gente; outra forma; outra possibilidade; outra saída; dá para começar;
        a gente faz um teste; faz um teste; testa; um mês de; um mês grátis; por um mês; sem custo;
        dá para fazer; dá para dividir; dividir em; pagar em; pagamento em; à vista; mensal em vez;
        entra em; entrar em; primeiro a; primeiro o; depois o; depois a; por enquanto só;
        uma unidade; uma filial; um setor; uma turma; um caminhão; uma equipe; ou então; tem também;
        tem um plano; temos um plano; temos uma versão; versão; pacote; modalidade; formato;
        a gente instala; a gente treina; a gente configura; a gente cadastra; cuidamos de;
        fazemos a; fazemos o; agendamos; marcamos para; deixa agendado; segurar o preço; segurar a;
        travar o; trava o preço; congela o; começar com; começar só; começar pel*; começar por;
        a gente pode começar; podemos começar; começa só; começa com; dá para parcelar; parcelar;
        parcela*; em vinte e quatro vezes; em doze vezes; em dez vezes; vezes sem juros; uma opção;
        outra opção; a opção; se preferir; que tal; plano menor; versão menor; versão mais;
        pacote menor; pacote mais; opção mais; mais em conta; mais enxut*; enxut*; básico; piloto;
        teste; período de teste; testar; experimentar; trinta dias; sem compromisso; sem multa;
        cancelar quando; deixar para; deixar o; deixar a; deixamos para; primeira só em;
        primeira parcela; só começa em; começar em; começar a pagar; a partir de; por etapas;
        em etapas; em fases; fases; aos poucos; gradual*; gradativ*; por partes; dá para deixar;
        assinar agora e; assina agora e; agora e; garantir agora; reservar; agendar a implantação;
        a gente agenda; a gente faz a; a gente cuida; nossa equipe; nosso time; nosso pessoal;
        a gente migra; a gente passa; a gente manda alguém; fora do horário; à noite;
        no fim de semana; de madrugada; faço uma reunião; posso fazer uma; chamar ele; chamar ela;
        participar; junto com; os dois juntos; a gente pode; podemos; posso preparar; eu preparo;
        um resumo; alugar; aluguel; locação; só com um; só com uma; só um; só uma; metade;
        e o resto; entrada
        """,
        2: "preferir; plano; módulo; agora; depois; se der certo; tirar; reduz*",
    },
    "isolate": {
        7: """
        é só o preço; é só isso; só isso; resolvendo isso; o único; a única; se não fosse;
        se a gente ajustasse; se a gente acertasse; se a gente acertar; se eu ajustar;
        se eu trouxer; se eu te mostrar; se eu te provar; se eu garantir; se o valor; se coubesse;
        se couber; se ele; se ela; aprovar; aprovasse; concordando; se isso; se esse; você iria;
        vocês fechariam; vocês seguiriam; podemos fechar; dá para fechar; a gente avança; avançamos;
        seguimos; mais algum ponto; mais alguma; algum outro; alguma outra; existe mais; tem mais;
        de resto; afora; exceto; o que mais te segura; te segura; segurando você; tirando;
        fora isso; fora o; fora a; além disso; além do; além da; além desse*; só isso que; seria só;
        é só o; é só a; é só por; é o único; é a única; único ponto; única coisa; mais alguma coisa;
        alguma outra coisa; outro ponto; outra coisa; algo mais; se a gente resolver;
        se a gente resolvesse; se eu resolver; se eu resolvesse; se resolvermos; se eu conseguir;
        se a gente conseguir; se eu conseguisse; se conseguirmos; se isso fosse; se isso estivesse;
        se o preço; se o prazo; se esse ponto; se isso não fosse; supondo; suponha; vamos supor;
        digamos; imaginando que; você fecharia; fecharia; você seguiria; seguiria; você toparia;
        toparia; a gente fecha; te impede; impede; impediria; não fosse; da sua parte; por você;
        resolvendo; resolvido; você avança; avançaria; avançaríamos; está tudo certo;
        deixando ... de lado; estaria; mais algum; você entraria; fica faltando; o resto; no mais
        """,
    },
    # Argues, dodges, blames, or gives in at once.
    "none": {
        9: """
        isso não é problema; não é problema; imagina que; que nada; não tem erro; é rápido;
        é facinho; é moleza; moleza; tá de brincadeira; você precisa é; você tem que; você devia;
        deveria; é pegar ou; pegar ou largar; depois não reclama; não reclama; todo cliente;
        sempre falam; sempre dizem; ouço isso; já ouvi isso; é o que todos; discordo; não concordo;
        errado; está por fora; mas enfim; mudando; passando para; vamos falar de; vamos para;
        próximo slide; como eu ia; eu ia dizendo; continuando; esquece; esqueça; não liga;
        não ligue; faço vinte; faço trinta; faço dez; baixo para; dou dez; dou quinze; dou trinta;
        menos vinte; corto; cortar dez; eu corto; fecho por; a gente dá um desconto;
        dou um jeito no preço; tiro a taxa; todo mundo; mas tudo bem; a escolha é sua; problema seu;
        é que não está vendo; não está vendo; caro não é; não é caro; você que; enganando; mentindo;
        te dou; eu dou; faço por; consigo fazer por; de desconto; desconto de; tiro; tirar vinte;
        abaixo; deixa eu te mostrar; deixa eu mostrar; deixa eu te falar; outro módulo;
        mudando de assunto; deixa isso; isso é besteira; besteira; bobagem; frescura;
        não é bem assim; você está errad*; está enganad*; você não entendeu;
        você não está entendendo; não entendeu; não tem nada a ver; vai se arrepender;
        vão se arrepender; se arrepender; confia em mim; pode confiar; confia; relaxa; ^ calma;
        fica tranquilo; fique tranquilo; não se preocupe; não precisa se preocupar; nossa solução é;
        somos os melhores; o melhor do mercado; líder; é a melhor; eles são; eles não; péssim*;
        aí é com você; aí complica; aí fica difícil; você que sabe; quem sabe é você;
        perdendo tempo; última chance; só hoje; só até; fecha hoje; fechar hoje; hoje mesmo;
        vai ficar para trás; enfim; bom enfim; de qualquer forma; de qualquer jeito; então tá;
        bom então; tá bom então; te mando um e-mail; mando um material; mando por e-mail;
        qualquer coisa; voltando; olha que legal; você já viu; falando nisso; sua equipe é que;
        isso é desculpa; desculpa; não existe; impossível; nada disso; claro que não; claro que sim;
        pelo amor; é só querer; vocês é que; o problema é; sempre a mesma; ninguém reclama;
        ninguém reclamou; nunca ninguém; isso aí é
        """,
    },
}

_CALL = {
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
    asking={
        **_ASKING,
        **{f"kind.{name}": table for name, table in _KINDS.items()},
        **_CALL,
    },
    resisting={f"objection.{name}": table for name, table in _OBJECTIONS.items()},
    treating={f"treatment.{name}": table for name, table in _TREATMENTS.items()},
)
