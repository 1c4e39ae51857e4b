/**
 * Streams of every transport for what asks for a {@link java.net.Socket} or a {@link
 * javax.net.SocketFactory}: JDBC drivers, HTTP, mail, SSH. The URI says where to, the code that
 * connects need not know.
 *
 * <pre>{@code
 * jdbc:postgresql://localhost/db?socketFactory=dev.sockeye.socket.EndpointSocketFactory
 *     &socketFactoryArg=unix:/run/postgresql/.s.PGSQL.5432
 * }</pre>
 */
package dev.sockeye.socket;
