package dev.sockeye.bench;

/**
 * How much is measured.
 *
 * @param quick whether only those take part without whom nothing can be said about a bar
 * @param rounds of what runs in one JVM
 * @param serverRounds of each number of connections
 * @param starts of a program
 * @param streams of a GiB each
 */
public record Effort(boolean quick, int rounds, int serverRounds, int starts, int streams) {

  public static final Effort QUICK = new Effort(true, 9, 11, 9, 7);
  public static final Effort FULL = new Effort(false, 24, 23, 15, 17);
}
