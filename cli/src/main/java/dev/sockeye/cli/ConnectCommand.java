package dev.sockeye.cli;

import dev.sockeye.EndpointUri;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sockeye connect}. */
@Command(
    name = "connect",
    mixinStandardHelpOptions = true,
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nArguments:%n",
    description = {
      "Connect, send standard input, print what comes (nc).",
      "",
      "The end of standard input is passed on as a half close (nc -N), and what the peer still"
          + " sends is printed until its end. A peer that ends first may still be sent to, so"
          + " standard input is read to its end, unless it is a terminal or --quit is given.",
      "",
      "Where the scheme has messages, each piece that is read from standard input, such as a line"
          + " that is typed, is one, of 16 KiB at most; received ones are printed one after the"
          + " other, with nothing between them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sockeye connect tcp://127.0.0.1:5000",
      "  sockeye connect tcp://127.0.0.1:5000 <request >reply",
      "  sockeye connect 'tcp://example.com:80?SO_SNDTIMEO=3s&SO_RCVTIMEO=10s'"
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = {
      "0:Both sides have ended.",
      ExitStatus.FAILED_TEXT,
      ExitStatus.USAGE_TEXT,
      ExitStatus.SIGNAL_TEXT
    })
final class ConnectCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Parameters(paramLabel = "URI", description = "Where to connect to.")
  private EndpointUri uri;

  @Mixin private Ending ending = new Ending();

  /** Creates it for the parser, which sets the rest. */
  ConnectCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Creates it without options. */
  ConnectCommand(Surroundings surroundings, EndpointUri uri) {
    this(surroundings);
    this.uri = uri;
  }

  @Override
  public Integer call() throws IOException {
    Side peer = Schemes.connect(surroundings.network(), uri, ending.connectLimit());
    ClosedOnExit.use(peer, this::talk);
    return ExitStatus.OK;
  }

  private void talk(Side peer) throws IOException {
    Duration silence = ending.silence(Ending.USUAL_SILENCE);
    new Conversation(surroundings, peer, ending, silence).with(peer);
  }
}
