/**
 * SCTP over the JDK's {@code com.sun.nio.sctp}: {@link dev.sockeye.sctp.Sctp} has the sockets and
 * what messages carry, {@link dev.sockeye.sctp.SctpEndpoint} what SCTP adds to a message endpoint.
 * It runs on Linux, and needs the kernel's SCTP and the library {@code libsctp.so.1}; {@link
 * dev.sockeye.Network#schemes} says which of them is missing.
 */
package dev.sockeye.sctp;
