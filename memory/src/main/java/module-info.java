/** A network in memory, with fault injection, for tests of code that uses sockets. */
module dev.sockeye.memory {
  requires transitive dev.sockeye;
  requires static jdk.net;

  exports dev.sockeye.memory;
}
