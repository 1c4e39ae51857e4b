package dev.sockeye.bench;

/**
 * Why a contender has no figure.
 *
 * @param reason what is wrong
 * @param excused whether it is a lack of this host's, and no failure
 */
public record Absence(String reason, boolean excused) {}
