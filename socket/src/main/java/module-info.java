/** Streams of every transport as {@link java.net.Socket} and {@link java.net.ServerSocket}. */
module dev.sockeye.socket {
  requires transitive dev.sockeye;

  exports dev.sockeye.socket;
}
