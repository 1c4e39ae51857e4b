/**
 * Streams of every transport for what asks for a {@link java.net.Socket} or a {@link
 * javax.net.SocketFactory}: JDBC drivers, HTTP, mail, SSH. The URI says where to, the code that
 * connects need not know.
 *
 * <pre>{@code
 * jdbc:postgresql://localhost/db?socketFactory=dev.sockeye.socket.EndpointSocketFactory
 *     &socketFactoryArg=unix:/run/postgresql/.s.PGSQL.5432
 * }</pre>
 *
 * <p>MySQL Connector/J, JSch and RMI have adapters in packages of their own. The interfaces of
 * others are lines of the program, such as OkHttp's, which resolves a name before it connects:
 *
 * <pre>{@code
 * OkHttpClient client =
 *     new OkHttpClient.Builder()
 *         .socketFactory(new EndpointSocketFactory("unix:/run/app.sock"))
 *         .dns(host -> List.of(EndpointSocketFactory.unresolved(host)))
 *         .build();
 * }</pre>
 *
 * <p>Apache HttpClient's 5 {@code DetachedSocketFactory} and {@code DnsResolver}:
 *
 * <pre>{@code
 * EndpointSocketFactory sockets = new EndpointSocketFactory("unix:/run/app.sock");
 * DetachedSocketFactory detached = proxy -> sockets.createSocket();
 * }</pre>
 *
 * <p>and MariaDB Connector/J's, whose package no module may use, on the class path:
 *
 * <pre>{@code
 * public class MariadbSocketFactory extends ConfigurableSocketFactory {
 *   private EndpointSocketFactory sockets = new EndpointSocketFactory();
 *
 *   @Override
 *   public void setConfiguration(Configuration configuration, String host) {
 *     sockets = new EndpointSocketFactory(configuration.nonMappedOptions().getProperty("endpoint"));
 *   }
 *
 *   @Override
 *   public Socket createSocket() {
 *     return sockets.createSocket();
 *   } // and the other four methods alike
 * }
 * }</pre>
 */
package dev.sockeye.socket;
