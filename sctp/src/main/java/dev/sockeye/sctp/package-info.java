/**
 * SCTP over the JDK's {@code com.sun.nio.sctp}: {@link dev.sockeye.sctp.Sctp} has the sockets and
 * what messages carry, {@link dev.sockeye.sctp.SctpEndpoint} what SCTP adds to a message endpoint.
 */
package dev.sockeye.sctp;
