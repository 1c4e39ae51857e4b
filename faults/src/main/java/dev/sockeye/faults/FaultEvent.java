package dev.sockeye.faults;

/**
 * A fault that struck: for tests, which can compare two runs, and for who reads a log.
 *
 * @param what what happened
 * @param connection which connection or socket of the network met it, counted from 1 in the order
 *     in which they were opened under the plan; connects that failed count too
 * @param sent whether it met what this side sends; {@code false} of what it receives, and of
 *     connects
 * @param at after how many bytes of the direction of a stream, or messages of others; 0 of connects
 */
public record FaultEvent(What what, long connection, boolean sent, long at) {

  /** What happened. */
  public enum What {
    /** A connect was refused. */
    REFUSED,
    /** A connect goes unanswered. */
    HUNG,
    /** A message was lost. */
    LOST,
    /** A message was sent or received twice. */
    DUPLICATED,
    /** A message lets the one after it overtake. */
    REORDERED,
    /** A connection broke off. */
    RESET,
    /** A connection ended. */
    CUT,
    /** A connection fell silent. */
    SILENCED
  }

  /** Such as {@code #2 RESET sent 10000}. */
  @Override
  public String toString() {
    return "#" + connection + ' ' + what + (sent ? " sent " : " received ") + at;
  }
}
