"""Portuguese: how objections are answered, by technique. Data only, as phrases.py reads it."""

TREATMENTS = {
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
