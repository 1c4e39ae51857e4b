/**
 * Streams of every transport as {@link java.net.Socket} and {@link java.net.ServerSocket}.
 *
 * <p>What has interfaces of its own for that is served by a package each, which needs the product.
 */
@SuppressWarnings("requires-automatic") // products that have no module descriptor
module dev.sockeye.socket {
  requires transitive dev.sockeye;
  requires static transitive java.rmi;
  requires static transitive com.jcraft.jsch;
  requires static transitive mysql.connector.j;
  requires static transitive org.mariadb.jdbc;

  exports dev.sockeye.socket;
  exports dev.sockeye.socket.jsch;
  exports dev.sockeye.socket.mariadb;
  exports dev.sockeye.socket.mysql;
  exports dev.sockeye.socket.rmi;
}
