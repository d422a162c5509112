"""Portuguese: what a question is after. Data only; written as phrases.py reads it."""

KINDS = {
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
