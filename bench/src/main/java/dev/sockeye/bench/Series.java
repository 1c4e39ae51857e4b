package dev.sockeye.bench;

/**
 * Figures that belong together, one a round.
 *
 * @param java the version of Java, see {@link JavaHome#label}
 * @param row the name of the row
 * @param contender who did it
 */
public record Series(String java, String row, String contender) {}
