package dev.sockeye.cli;

import java.time.Duration;
import picocli.CommandLine.Option;

/** When a conversation of standard input and output with a peer is over. */
final class Ending {

  /** How long after the end of standard input an answer is waited for. */
  static final Duration USUAL_SILENCE = Duration.ofSeconds(1);

  @Option(
      names = {"-q", "--quit"},
      description =
          "End when the peer has ended, even if standard input has not; always so when standard"
              + " input is a terminal.")
  boolean withPeer;

  /** Null if it was not given. */
  @Option(
      names = {"-w", "--wait"},
      paramLabel = "TIME",
      description =
          "Where the peer cannot be told that standard input has ended (datagrams, SCTP): end when"
              + " nothing has come for this long after it (0: never; default: 1s to a peer, never"
              + " where anybody may send). A peer that does not take the connection in this time"
              + " is given up, too, unless the URI has an SO_SNDTIMEO.")
  private Duration wait;

  /** For how long nothing may come until that is the end; zero for ever. */
  Duration silence(Duration usual) {
    return wait == null ? usual : wait;
  }

  /** How long to connect may take; zero for ever. */
  Duration connectLimit() {
    return wait == null ? Duration.ZERO : wait;
  }
}
