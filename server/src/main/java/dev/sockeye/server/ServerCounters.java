package dev.sockeye.server;

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
    long bytesKept) {}
