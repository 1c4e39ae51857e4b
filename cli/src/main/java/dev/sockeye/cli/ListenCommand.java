package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sockeye listen}. */
@Command(
    name = "listen",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    description = {
      "Take a connection, send standard input, print what comes (nc -l).",
      "",
      "Standard error tells 'listening on URI' with the real port. The connection is over when"
          + " both sides have ended, as with 'sockeye connect'. Where messages come without"
          + " connections (datagrams), all are printed, standard input is sent to whoever sent"
          + " last, and it goes on until ended by a signal; or, with --wait and without --keep,"
          + " until nothing has come for that time after the end of standard input."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye listen tcp://127.0.0.1:5000",
      "  sockeye listen tcp://:5000 </dev/null >received",
      "  sockeye listen --keep tcp://127.0.0.1:0"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:Both sides have ended.",
      ExitStatus.FAILED_TEXT,
      ExitStatus.USAGE_TEXT,
      ExitStatus.SIGNAL_TEXT
    })
final class ListenCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final Complaints complaints;

  @Parameters(paramLabel = "URI", description = "Where to listen.")
  private EndpointUri uri;

  @Option(
      names = {"-k", "--keep"},
      description =
          "Go on with the next connection, one after the other, until ended by a signal. What is"
              + " left of standard input goes to the next.")
  private boolean keep;

  @Mixin private Ending ending;

  ListenCommand(Surroundings surroundings, Complaints complaints) {
    this.surroundings = surroundings;
    this.complaints = complaints;
  }

  @Override
  public Integer call() throws IOException {
    ClosedOnExit.use(Passive.open(surroundings.network(), uri), this::serve);
    return ExitStatus.OK;
  }

  private void serve(Passive passive) throws IOException {
    complaints.tell("listening on " + passive.where());
    if (!passive.hasConnections()) {
      hear(EverybodySide.of(passive.everybody(), uri));
    } else if (keep) {
      talkWithEach(passive);
    } else {
      Side peer = passive.accept();
      passive.close(); // nobody else is let in
      ClosedOnExit.use(peer, this::talk);
    }
  }

  private void hear(Side everybody) throws IOException {
    Duration silence = keep ? Duration.ZERO : ending.silence(Duration.ZERO);
    new Conversation(surroundings, everybody, ending, silence).with(everybody);
  }

  private void talk(Side peer) throws IOException {
    conversation(peer).with(peer);
  }

  private Conversation conversation(Side peer) {
    return new Conversation(surroundings, peer, ending, ending.silence(Ending.USUAL_SILENCE));
  }

  private void talkWithEach(Passive passive) throws IOException {
    Conversation[] conversation = new Conversation[1];
    Loop.whileOpen(
        passive.socket(),
        () -> {
          try (Side peer = Loop.patiently(passive::accept)) {
            if (conversation[0] == null) {
              conversation[0] = conversation(peer);
            }
            conversation[0].with(peer);
          }
        },
        complaints::tell);
  }
}
