"""Portuguese: what asks, and what only looks like it. Data only; written as phrases.py reads it."""

ASKING = {
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
}
