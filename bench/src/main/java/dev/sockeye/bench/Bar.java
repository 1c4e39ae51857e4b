package dev.sockeye.bench;

import java.util.Optional;

/** What a row must show of Sockeye. */
public sealed interface Bar {

  /**
   * At least so many times the speed of a peer, by the rounds' ratios.
   *
   * @param peer who else
   * @param least how many times
   * @param attainable what must hold all the same, if that much was shown to be out of reach
   */
  record Beside(String peer, double least, Optional<Attainable> attainable) implements Bar {

    Beside(String peer, double least) {
      this(peer, least, Optional.empty());
    }

    /** The same bar, where no program that makes the same calls was seen to reach it. */
    Beside outOfReach(double shown, String why) {
      return new Beside(peer, least, Optional.of(new Attainable(shown, why)));
    }
  }

  /**
   * What is asked for in place of a bar that is out of reach.
   *
   * @param least how many times the peer's speed
   * @param why what showed that there is no more to have
   */
  record Attainable(double least, String why) {}

  /** A figure of at most so much. */
  record AtMost(double most) implements Bar {}
}
