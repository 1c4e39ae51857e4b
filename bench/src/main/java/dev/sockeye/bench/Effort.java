package dev.sockeye.bench;

/**
 * How much is measured.
 *
 * @param quick whether only those take part without whom nothing can be said about a bar
 * @param rounds of what runs in one JVM
 * @param serverRounds of each number of connections
 * @param warmUp seconds of load before each measurement
 * @param seconds of load measured
 * @param starts of a program
 */
public record Effort(
    boolean quick, int rounds, int serverRounds, double warmUp, double seconds, int starts) {

  public static final Effort QUICK = new Effort(true, 15, 5, 0.2, 0.6, 5);
  public static final Effort FULL = new Effort(false, 41, 7, 0.4, 1.2, 20);
}
