/**
 * The {@code sockeye} command: one class for each of its commands, and what they share.
 *
 * <p>Commands are given their network and standard streams ({@link dev.sockeye.cli.Surroundings}),
 * so that they run in a test as they do in a shell. Data goes through channels and direct buffers,
 * never through a {@code PrintStream}. What fails is told in one line ({@link
 * dev.sockeye.cli.Complaints}).
 */
package dev.sockeye.cli;
