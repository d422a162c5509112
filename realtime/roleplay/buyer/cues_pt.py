"""Portuguese: what a salesperson's words mean to a buyer, besides what the scorer reads in them.

Data only, written as phrases.py reads it; the weights say nothing.
"""

CUES = {
    "greets": {
        1: """
        ^ oi; ^ olá; ^ opa; ^ alô; bom dia; boa tarde; boa noite; tudo bem; tudo bom; tudo joia;
        tudo certo com você; como vai; como você está; como está você; prazer; meu nome é; me chamo;
        ^ aqui é; ^ aqui quem fala; ^ sou o; ^ sou a
        """,
    },
    "reason": {
        1: """
        o motivo; estou ligando; estou te ligando; te ligo porque; você pediu; pediu contato;
        pediu um contato; seu contato; sobre o contato; minha ligação; ligo para; a ideia hoje
        """,
    },
    "hears": {
        1: """
        me ouv*; me escut*; está ouvindo; está escutando; ainda está aí; você está aí; ^ alô $;
        caiu a ligação; está na linha; dá para me ouvir
        """,
    },
    "small_talk": {
        1: """
        fim de semana; final de semana; feriado; que calor; muito calor; que frio; muito frio;
        que chuva; choveu; chovendo; o jogo de; viu o jogo; futebol; carnaval; como foi a semana;
        família; férias; trânsito
        """,
    },
    "thanks": {1: "obrigado; obrigada; agradeço; valeu; muito gentil"},
    "bot": {
        1: """
        você é um robô; é um robô; você é robô; inteligência artificial; é uma ia; você é ia;
        pessoa de verdade; você é real; você é humano; você é humana; assistente virtual; chatbot;
        modelo de linguagem
        """,
    },
    "may_ask": {
        1: """
        posso te fazer; posso fazer; posso perguntar; posso te perguntar; posso começar;
        posso continuar; posso seguir; me permite; tem um minuto; tem um minutinho;
        tem um tempinho; tem alguns minutos; tem uns minutos; tem cinco minutos; pode falar agora;
        consegue falar agora; é um bom momento; bom momento; posso contar; posso te contar;
        posso explicar; posso te explicar; algumas perguntas; umas perguntas; posso falar;
        posso te mostrar; posso apresentar; posso resumir
        """,
    },
    "again": {
        1: """
        pode repetir; repete; não entendi o que você; não entendi bem; não ouvi; não escutei;
        fala de novo; pode falar de novo; o que você disse; o que você falou
        """,
    },
    "company": {
        1: """
        o que a empresa faz; o que a sua empresa faz; o que sua empresa faz; o que vocês fazem; o
        que a empresa de vocês; sobre a empresa; sobre a sua empresa; fala/fale/conta/conte ...
        empresa; com o que vocês trabalham; com que vocês trabalham; ramo de atuação; qual é o ramo;
        qual o ramo; qual é o negócio; que tipo de empresa; sobre o negócio; sobre o seu negócio;
        sobre a operação; um pouco de vocês; me apresenta a empresa; como é a empresa
        """,
    },
    "size": {
        1: """
        tamanho da empresa; tamanho de vocês; qual o tamanho; qual é o tamanho;
        quantos funcionários; quantas pessoas; quantos colaboradores; quantas unidades;
        quantas filiais; quantas lojas; quantas clínicas; quantas linhas; porte da empresa;
        qual o porte; quantos vocês são; tamanho da equipe; tamanho do time
        """,
    },
    "role": {
        1: """
        seu cargo; sua função; o que você faz; seu papel; suas responsabilidades;
        você é responsável; sua área; você cuida de
        """,
    },
    "name": {
        1: """
        com quem eu falo; com quem falo; com quem estou falando; qual é o seu nome;
        qual o seu nome; seu nome; como você se chama; quem fala; quem está falando
        """,
    },
    "decides": {
        1: """
        quem decide; quem mais decide; quem toma a decisão; quem aprova; quem assina; quem mais
        participa; quem participa da decisão; quem bate o martelo; quem dá a palavra; quem ...
        aprovar; quem ... decidir; depende só de você; passa por quem; passa por mais alguém; você
        decide; é você quem decide; mais alguém participa; quem mais precisa
        """,
    },
    "check": {
        1: """
        faz sentido; concorda; o que achou; o que você achou; o que você acha; o que acha; gostou;
        deu para entender; ficou claro; ficou clara; te parece; parece bom; parece justo; certo $;
        né $; não é $; entendeu $; está de acordo; combinado $; tudo certo $
        """,
    },
    "checks_back": {
        1: """
        ^ é isso $; ^ é isso mesmo $; é isso $; entendi certo; entendi bem $; está certo $;
        está correto $; ^ certo $; ^ correto $; confere $
        """,
    },
    "doubts": {
        1: """
        alguma dúvida; alguma pergunta; tem dúvida*; tem perguntas; quer saber mais;
        mais alguma coisa; algo mais; alguma coisa que você queira
        """,
    },
    "contact": {
        1: """
        seu e-mail; seu email; seu telefone; seu celular; seu whatsapp; seu contato; seu número;
        melhor e-mail; melhor email; melhor telefone
        """,
    },
    "worries": {
        1: """
        o que há por trás; por trás; te preocupa nisso; o que te preocupa;
        algum receio; alguma preocupação; te preocupa; mais te segura; te impede; está te segurando;
        por que não; o que falta para; o que te deixaria; alguma objeção; o que te incomoda nisso
        """,
    },
    "price": {
        1: """
        reais; mil; cem; duzentos; trezentos; quatrocentos; quinhentos; seiscentos; setecentos;
        oitocentos; novecentos; por mês; por cadeira; mensalidade; por cento; por usuário; o preço;
        o valor; custa; sai por; fica em; a partir de; de graça; sem custo
        """,
    },
    "apologises": {
        1: """
        peço desculpa; peço desculpas; me desculpa; me desculpe; desculpas; lamento; sinto muito;
        erro nosso; falha nossa; a gente falhou; nós falhamos; a gente errou; nós erramos;
        a culpa é nossa; assumo; você tem razão; tem toda a razão
        """,
    },
    "rude": {
        1: """
        idiota; imbecil; burro; burra; otário; otária; palhaço; palhaça; vai se; vai tomar; merda;
        porra; caralho; cala a boca; babaca; vagabund*; desgraçad*; foda*; vtnc; ignorante
        """,
    },
    "proposes": {
        1: """
        vamos marcar; podemos marcar; posso marcar; a gente marca; a gente marcar; a gente podia
        marcar; a gente pode marcar; consigo marcar; quer marcar; gostaria de marcar; queria marcar;
        que tal marcar*; marcamos; marcar uma; marcar um; agendar; agendamos; vamos agendar; próximo
        passo; próximos passos; próxima conversa; próxima reunião; uma reunião; uma demonstração;
        uma conversa de; uma visita; te mostro na; posso te ligar; te ligo na; te ligo no; nos
        falamos na; nos falamos no; a gente se fala na; a gente se fala no; volto a falar; vamos
        fechar; podemos fechar; fechamos; fechar o contrato; assinar o contrato; vamos em frente;
        seguir em frente; podemos seguir; podemos falar; podemos conversar; posso ligar; falamos na;
        falamos no; numa demonstração; numa reunião; numa conversa; podemos começar; vamos começar;
        me dá uma chance de mostrar; um teste; te apresento na; apresento para; combinamos de;
        podemos combinar; vamos combinar; podemos nos falar; a gente conversa na; nos encontramos
        """,
    },
    "asks_day": {
        1: """
        que dia; qual dia; qual o melhor dia; melhor dia; melhor horário; que horário;
        qual horário; que horas; quando fica bom; quando você pode; quando podemos; fica melhor para
        """,
    },
    "material": {
        1: """
        mando um material; te mando um material; mando o material; envio um material; enviar um
        material; mandar um material; te mando por e-mail; mando por e-mail; envio por e-mail;
        mandar por e-mail; enviar por e-mail; te mando um e-mail; mando/envio/mandar/enviar ...
        e-mail; mandar um e-mail; uma apresentação por; mando a apresentação; mando um pdf; um
        folder; mando o folheto; te mando o catálogo
        """,
    },
    "parts": {
        1: """
        tchau; até logo; até mais $; até breve; até a próxima $; até lá $; ^ até segunda $;
        ^ até terça $; ^ até quarta $; ^ até quinta $; ^ até sexta $; ^ até amanhã $;
        ^ até semana que vem $; obrigado até; obrigada até; abraço até; bom trabalho para você;
        tenha um bom; tenha uma boa; tenha um ótimo; tenha uma ótima; um abraço; passar bem;
        vou desligar; preciso desligar; encerro por aqui; vou encerrar; falamos depois
        """,
    },
}

#: How a day that was named is said back.
DAYS = {
    "segunda": "Segunda",
    "terca": "Terça",
    "quarta": "Quarta",
    "quinta": "Quinta",
    "sexta": "Sexta",
    "sabado": "Sábado",
    "amanha": "Amanhã",
}
