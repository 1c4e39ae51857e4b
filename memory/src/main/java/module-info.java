/**
 * A network in memory, with fault injection, for tests of code that uses sockets.
 *
 * @uses dev.sockeye.spi.InMemory other transports' sockets in memory
 * @uses dev.sockeye.spi.Transport what the transports of the system say of theirs
 */
module dev.sockeye.memory {
  requires transitive dev.sockeye;
  requires transitive dev.sockeye.faults;
  requires static dev.sockeye.can;
  requires static dev.sockeye.sctp;
  requires static dev.sockeye.tcp;
  requires static dev.sockeye.tipc;
  requires static dev.sockeye.udp;
  requires static dev.sockeye.unix;
  requires static dev.sockeye.vsock;
  requires static jdk.net;
  requires static jdk.sctp;

  exports dev.sockeye.memory;

  uses dev.sockeye.spi.InMemory;
  uses dev.sockeye.spi.Transport;
}
