/**
 * Streams of every transport as {@link java.net.Socket} and {@link java.net.ServerSocket}.
 *
 * <p>What has interfaces of its own for that is served by a package each, which needs the product.
 */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // MySQL's is one
module dev.sockeye.socket {
  requires transitive dev.sockeye;
  requires static transitive com.jcraft.jsch;
  requires static transitive java.rmi;
  requires static transitive mysql.connector.j;

  exports dev.sockeye.socket;
  exports dev.sockeye.socket.jsch;
  exports dev.sockeye.socket.mysql;
  exports dev.sockeye.socket.rmi;
}
