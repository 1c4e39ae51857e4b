/**
 * Serving many connections over any transport.
 *
 * <p>{@link dev.sockeye.server.Server} listens at any number of URIs and gives each what comes
 * there to one of three kinds of handler, which its user chooses:
 *
 * <ul>
 *   <li>{@link dev.sockeye.server.BlockingHandler}: a thread for each connection, and plain
 *       blocking code;
 *   <li>{@link dev.sockeye.server.EventHandler}: callbacks on an {@link
 *       dev.sockeye.server.EventLoop}, which serves ten thousand connections with one thread;
 *   <li>{@link dev.sockeye.server.MessageHandler}: a request comes in and its reply goes back to
 *       whoever sent it, on every transport that carries messages.
 * </ul>
 */
package dev.sockeye.server;
