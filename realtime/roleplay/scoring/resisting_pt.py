"""Portuguese: how a buyer resists, by type. Data only; written as phrases.py reads it."""

OBJECTIONS = {
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
