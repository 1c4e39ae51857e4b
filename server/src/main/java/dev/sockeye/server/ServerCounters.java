package dev.sockeye.server;

import java.util.stream.Stream;

/**
 * What a server, or a loop for the program that has it, has done since it started, for a metrics
 * library to read. The numbers are taken one after the other while it goes on, so they need not fit
 * each other exactly.
 *
 * @param open connections that are open now
 * @param accepted connections accepted; of a loop those that came to stand
 * @param pauses how often accepting was paused, for the connection limit or for want of descriptors
 * @param failures what was reported to {@link ServerBuilder#onFailure}
 * @param bytesRead bytes read from streams, and of the payloads of messages received
 * @param bytesWritten bytes written to streams and of the payloads of messages sent, or kept to be
 * @param requests messages received
 * @param replies messages sent back, or kept for their receivers
 * @param bytesKept memory that connections hold now for input not consumed and output not taken
 */
public record ServerCounters(
    int open,
    long accepted,
    long pauses,
    long failures,
    long bytesRead,
    long bytesWritten,
    long requests,
    long replies,
    long bytesKept) {

  private static final ServerCounters NONE = new ServerCounters(0, 0, 0, 0, 0, 0, 0, 0, 0);

  static ServerCounters sum(Stream<ServerCounters> all) {
    return all.reduce(NONE, ServerCounters::plus);
  }

  /** The same but for these. */
  ServerCounters with(long failures, long bytesKept) {
    return new ServerCounters(
        open, accepted, pauses, failures, bytesRead, bytesWritten, requests, replies, bytesKept);
  }

  private ServerCounters plus(ServerCounters other) {
    return new ServerCounters(
        open + other.open,
        accepted + other.accepted,
        pauses + other.pauses,
        failures + other.failures,
        bytesRead + other.bytesRead,
        bytesWritten + other.bytesWritten,
        requests + other.requests,
        replies + other.replies,
        bytesKept + other.bytesKept);
  }
}
