package dev.sockeye.cli;

import dev.sockeye.SchemeInfo;
import dev.sockeye.SelfTest;
import java.io.IOException;

/** One scheme tried in its own way, where an echo cannot be. */
final class OwnTrial {

  private final SchemeInfo scheme;
  private final SelfTest test;
  private final Progress progress;

  OwnTrial(SchemeInfo scheme, SelfTest test, Progress progress) {
    this.scheme = scheme;
    this.test = test;
    this.progress = progress;
  }

  Outcome run() throws IOException {
    try (Watchdog watchdog = Watchdog.of(progress, test)) {
      try {
        return Outcome.verified(scheme, test.where(), RoundTrips.median(test::exchange, progress));
      } catch (IOException e) {
        throw watchdog.hasBitten() ? watchdog.complaint(e) : e;
      }
    }
  }
}
