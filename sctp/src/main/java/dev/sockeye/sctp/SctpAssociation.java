package dev.sockeye.sctp;

/**
 * An association, SCTP's connection.
 *
 * @param id its number, {@code sctp_assoc_t}, which messages carry as {@link Sctp#ASSOCIATION}
 * @param incomingStreams how many streams the peer may send on, numbered from 0
 * @param outgoingStreams how many streams can be sent on, numbered from 0
 */
public record SctpAssociation(int id, int incomingStreams, int outgoingStreams) {}
