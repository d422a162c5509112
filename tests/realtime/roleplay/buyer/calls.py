"""Salespeople for the shipped role plays: a good one for each, and one who only talks."""

from typing import Any

from realtime.roleplay.buyer.buyer import Buyer
from realtime.roleplay.files import read_files

SHIPPED = read_files(None, agents=())


def _turns(text):
    """A turn a paragraph."""
    return [" ".join(turn.split()) for turn in text.strip().split("\n\n")]


#: Of each role play by id.
GOOD = {
    1: _turns(
        """
        Oi Patrícia, bom dia. Aqui é o João, da Agenda Clara. Você pediu contato pelo site;
        posso te fazer algumas perguntas?

        Quantas consultas vocês têm por dia?

        E como vocês confirmam essas consultas hoje?

        O que mais te incomoda nisso? Muitos pacientes faltam?

        Quando um paciente não aparece, quanto vocês perdem?

        E o que isso causa na equipe, nos dentistas?

        Vocês já tentaram alguma coisa para resolver?

        Entendo, faz sentido. E o que te preocupa mais nesse ponto, é o tempo da equipe?

        Se a agenda ficasse cheia, o que mudaria para você?

        Por que agora? Até quando você quer isso resolvido?

        Quem decide sobre uma ferramenta assim?

        Entendo. Clínicas do seu tamanho começaram depois do treinamento das recepcionistas, em
        março. Que tal assim?

        Podemos marcar uma demonstração na quinta às dez?

        Entendo, trocar recepcionista é pesado. E se a gente só começasse depois que elas
        pegarem o jeito?

        Então podemos marcar a demonstração na quinta às dez?

        Mando o convite agora. Obrigado, até quinta!
        """
    ),
    2: _turns(
        """
        Hi Hannah, good morning. This is John from Clearslot, you filled in our form. Can I ask
        you a few questions?

        How many appointments do you have a day?

        How do you confirm them at the moment?

        And how many people don't turn up?

        What does it cost you when a room stays empty?

        What happens when that goes on, for the vets and the team?

        Have you tried anything before?

        I understand, and that makes sense. What worries you most about it?

        If the diary stayed full, what would that change for you?

        Why now? By when would you want it solved?

        Who decides on a tool like this?

        Could we book a demo on Thursday at ten?

        I understand, two new people is a lot. What if we started only once they have found
        their feet?

        So shall we book the demo for Thursday at ten?

        I'll send the invitation now. Thank you, bye!
        """
    ),
    3: _turns(
        """
        Oi Marcos, obrigado pela franqueza. Com o que você está comparando?

        Entendo, é um valor considerável. Me ajuda a entender, de onde vem esse número de seis
        mil, do orçamento?

        Quantas paradas vocês tiveram este ano?

        E quanto custa cada hora parada, qual é o prejuízo?

        Você me disse que cada hora parada custa quatro mil e duzentos. Uma única parada evitada
        já paga o mês. O que pesa mais para você?

        E quando atrasa, o que acontece com as entregas no supermercado, tem multa?

        Entendo. Temos clientes como vocês que reduziram as paradas pela metade, posso te
        colocar em contato com um deles.

        O que você gostou na proposta?

        Até quando vocês precisam decidir, qual é o prazo?

        Podemos começar por uma linha só. Posso te ligar na quinta às dez para fechar o
        contrato?

        Entendo. O que ela precisaria ver? Posso preparar uma página com a conta, e a gente faz
        uma reunião com ela.

        Posso te ligar na quinta às dez?

        Claro. Colocamos o plantão por escrito, em contrato, com multa. Posso te passar o
        telefone de um cliente.

        Então te ligo na quinta às dez, pode ser?

        Combinado, mando o convite. Até quinta!
        """
    ),
    4: _turns(
        """
        Hi Colin, thanks for being frank. What are you comparing it with?

        I understand, that's a big step. Help me understand, where does that figure come from,
        how did you get to it in the budget?

        How many stoppages did you have this year?

        And what does it cost you, per hour, when the line is down?

        You told me every hour costs you eight hundred and fifty. A single stoppage avoided pays
        for itself. What matters most to you?

        What happens with the deliveries to your customers, are there penalties?

        I see why. One of our customers, a bakery your size, cut its stoppages by half last
        year. I can put you in touch.

        What did you like about the proposal?

        By when do you need to decide?

        We could start with one line first. Shall we talk again on Thursday at ten?

        I understand. What would she need to see? I could put together a one page sum for her.

        Shall we talk again on Thursday at ten?

        That's fair. We put the response time in writing, in the contract, with a penalty.

        So can I call you on Thursday at ten?

        I'll send the invite. Bye!
        """
    ),
    5: _turns(
        """
        Oi Juliana, obrigado pela sinceridade. O que mudou desde junho?

        Você tem razão, a gente falhou. No dia a dia, o que não funciona hoje?

        E qual o impacto disso, o que isso causa com os clientes?

        Entendo. Me conta, como foi o treinamento da equipe nova?

        O que funciona bem, quem usa e gosta?

        O que você precisa ver para ficar com a gente?

        Quem decide isso, e até quando?

        Entendo, você tem razão. O que aconteceu com os chamados de agosto?

        Lamento por isso. Você teria um gerente dedicado com nome e telefone por noventa dias,
        por escrito.

        Se entendi, a fila ficou desatualizada e o time novo não foi treinado, é isso?

        Podemos começar por um treinamento sem custo. Vamos marcar uma conversa na terça às
        três?

        Entendo. Que tal renovar só por seis meses, com uma opção de sair?

        Vamos marcar a conversa na terça às três, então?

        Perfeito, mando o convite. Obrigado, até terça!
        """
    ),
    6: _turns(
        """
        Hi Rebecca, thanks for telling me. What changed since June?

        You're right, we let you down. What isn't working day to day?

        And what impact does that have, what does that lead to?

        I understand. How was the training for the new people?

        What works well, who uses it?

        What would you need to see in order to stay?

        Who decides, and by when?

        I understand, I'm sorry. What happened with those tickets in August?

        That's fair. You'd have a named account manager for ninety days, in writing.

        If I understand, the rules are out of date and the new people weren't trained, is that
        right?

        We could start with a free training. Shall we book a call for Tuesday at three?

        I understand. We could do six months instead of twelve.

        Shall we book the call for Tuesday at three, then?

        Thanks, I'll send the invite. Bye!
        """
    ),
}

ONLY_TALKS = {
    "pt-BR": [
        "Oi, tudo bem? Aqui é o João.",
        "Nosso produto é o melhor do mercado, líder absoluto, com trinta funções.",
        "A gente tem relatórios, gráficos, aplicativo, integração e suporte.",
        "Nossa solução usa inteligência e a nuvem.",
        "Todo mundo usa, confia em mim.",
        "Se fechar hoje eu dou vinte por cento de desconto, só hoje.",
        "Você vai se arrepender se não assinar hoje.",
        "A gente tem também um módulo novo.",
        "E o aplicativo é lindo.",
        "Somos líderes.",
        "Fecha hoje?",
    ],
    "en": [
        "Hi, this is John.",
        "We are the market leader, with thirty functions.",
        "We have reports, charts, an app, integration and support.",
        "Our solution uses the cloud.",
        "Everybody uses it, trust me.",
        "If you sign today I'll take twenty percent off, today only.",
        "You will regret it if you don't sign today.",
        "We also have a new module.",
        "And the app is beautiful.",
        "We are leaders.",
        "Sign today?",
    ],
}


def held(definition, turns, memory=None):
    """What the buyer answers to these turns, until it hangs up, and the buyer."""
    buyer = begun(definition, memory)
    answers = []
    for turn in turns:
        answers.append(buyer.answer(turn))
        if answers[-1].hangs_up:
            break
    return answers, buyer


def did(answers):
    return [answer.did for answer in answers]


def begun(definition, memory=None) -> Any:
    """A buyer whose memory can be looked into."""
    return Buyer(definition, memory)
