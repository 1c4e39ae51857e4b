/**
 * Sockeye beside what one would use instead. Each row is a pair: the two take turns in one run,
 * round by round, so that what the machine does meanwhile meets both alike; the ratio is the median
 * of the rounds' ratios.
 */
package dev.sockeye.bench;
