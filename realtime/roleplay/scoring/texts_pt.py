"""What the coach says, in Portuguese. Data only; `{…}` is filled in by feedback.py."""

TEXTS = {
    "unscored.turns": "A ligação teve poucas falas suas para avaliar: {turns} (mínimo de {least}).",
    "unscored.words": "Você disse poucas palavras para avaliar: {words} (mínimo de {least}).",
    "overall.excellent": (
        "Excelente conversa: você investigou a fundo, mostrou o custo do problema e conduziu o "
        "cliente até o valor."
    ),
    "overall.good": "Boa conversa. Com pequenos ajustes ela fica excelente.",
    "overall.fair": "A conversa tem pontos bons, mas o cliente ainda não sentiu por que mudar.",
    "overall.poor": (
        "A conversa ficou mais em apresentar do que em entender. Pergunte antes de oferecer."
    ),
    "overall.no_words": (
        "O que foi falado não pôde ser transcrito com segurança; só o ritmo da conversa foi medido."
    ),
    "strength.problem": (
        "Você perguntou pelas dificuldades do cliente ({count}), por exemplo: “{quote}”"
    ),
    "strength.implication": "Você explorou as consequências do problema: “{quote}”",
    "strength.need_payoff": "Você fez o cliente dizer o valor da solução: “{quote}”",
    "strength.order": (
        "Você seguiu a ordem certa: problema, consequência e só então o valor da solução."
    ),
    "strength.objections": "Você tratou todas as objeções ({count}).",
    "strength.next_step": "Você saiu com um próximo passo com data: “{quote}”",
    "strength.listening": "Você deu espaço ao cliente: falou {ratio}% do tempo.",
    "improvement.problem": "Faltou perguntar pelas dificuldades do cliente.",
    "improvement.implication": "Você não explorou o que o problema causa: custo, tempo, pessoas.",
    "improvement.need_payoff": "Você não perguntou o que a solução valeria para o cliente.",
    "improvement.situation": (
        "Muitas perguntas sobre fatos ({count}): pesquise antes e use o tempo para os problemas."
    ),
    "improvement.order": "Você falou do valor da solução antes de entender o problema: “{quote}”",
    "improvement.objections": "Ficaram objeções sem tratamento: {count} de {total}.",
    "improvement.next_step": "A conversa terminou sem um próximo passo com data.",
    "improvement.talk": "Você falou {ratio}% do tempo; o ideal é entre {low}% e {high}%.",
    "improvement.monologue": (
        "Seu trecho mais longo sem o cliente falar durou {seconds} s; fique abaixo de {most} s."
    ),
    "improvement.fast": (
        "Você falou a {pace} palavras por minuto; entre {low} e {high} se acompanha melhor."
    ),
    "improvement.slow": (
        "Você falou a {pace} palavras por minuto; um pouco mais de ritmo prende a atenção "
        "({low} a {high})."
    ),
    "improvement.fillers": (
        "{rate} vícios de linguagem por minuto; procure ficar abaixo de {most}. Uma pausa vale "
        "mais."
    ),
    "improvement.interruptions": "Você interrompeu o cliente {count} vezes.",
    "improvement.must_have": "Critério obrigatório não cumprido: {name}.",
    "tip.problem": "Experimente: “O que mais atrapalha vocês nisso hoje?”",
    "tip.implication": (
        "Quando ouvir um problema, pergunte: “E quando isso acontece, quanto custa para vocês?”"
    ),
    "tip.need_payoff": (
        "Antes de apresentar, pergunte: “Se isso estivesse resolvido, o que mudaria para você?”"
    ),
    "tip.objections": (
        "Diante de uma objeção, reconheça, pergunte o que está por trás e só então responda com"
        " um exemplo ou uma opção."
    ),
    "tip.next_step": (
        "Feche com dia, hora e quem participa: “Podemos falar na quinta às dez, com o seu sócio?”"
    ),
    "tip.listen": "Depois de cada pergunta, espere dois segundos antes de falar de novo.",
    "tip.keep": "Mantenha assim, e tente um cenário mais difícil.",
    "highlight.problem": "Boa pergunta: faz o cliente falar do que não vai bem.",
    "highlight.implication": "Ótima pergunta: o cliente sente o que o problema custa.",
    "highlight.need_payoff": "Ótima pergunta: quem fala do valor é o próprio cliente.",
    "highlight.treated": "A objeção foi tratada: {technique}.",
    "highlight.untreated": (
        "A objeção ficou sem resposta de verdade. Pergunte o que está por trás antes de seguir."
    ),
    "highlight.unanswered": "Esta objeção não teve resposta.",
    "highlight.situation": "Mais um fato: daqui você já podia perguntar o que incomoda nisso.",
    "highlight.pressure": "Isso pressiona o cliente. Dê uma razão, não um prazo.",
    "highlight.long": "Trecho longo: divida e pergunte no meio se faz sentido para o cliente.",
    "highlight.next_step": "Próximo passo com data: muito bem.",
    "objection.isolate": "Você verificou se era o único obstáculo: agora sabe o que resolver.",
    "objection.clarify": "Você perguntou o que estava por trás antes de responder.",
    "objection.reframe_value": "Você pôs o preço ou o esforço ao lado do que o cliente ganha.",
    "objection.evidence": "Você respondeu com um caso ou um número, não com uma promessa.",
    "objection.alternative": "Você ofereceu outro caminho em vez de insistir.",
    "objection.acknowledge": (
        "Você acolheu a preocupação. Dê o próximo passo: pergunte o que está por trás."
    ),
    "objection.untreated": (
        "A resposta não tratou a objeção. Reconheça, pergunte e só então argumente."
    ),
    "objection.unanswered": "O cliente não teve resposta para esta objeção.",
    "technique.isolate": "isolar",
    "technique.clarify": "esclarecer",
    "technique.reframe_value": "ressignificar o valor",
    "technique.evidence": "dar evidência",
    "technique.alternative": "oferecer alternativa",
    "technique.acknowledge": "acolher",
}
