package dev.sockeye.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** When a conversation of standard input and output with a peer is over. */
final class Ending {

  @Option(
      names = {"-q", "--quit"},
      description =
          "End when the peer has ended, even if standard input has not; always so when standard"
              + " input is a terminal.")
  boolean withPeer;

  @Option(
      names = {"-w", "--wait"},
      paramLabel = "TIME",
      description =
          "Where the peer cannot be told that standard input has ended (datagrams, SCTP): end when"
              + " nothing has come for this long after it (default: 1s).")
  Duration silence = Duration.ofSeconds(1);
}
