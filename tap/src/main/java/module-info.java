/** What passes through sockets, recorded to a pcapng file that Wireshark opens. */
module dev.sockeye.tap {
  requires transitive dev.sockeye;

  exports dev.sockeye.tap;
}
