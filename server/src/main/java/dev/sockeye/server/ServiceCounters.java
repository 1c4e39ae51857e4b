package dev.sockeye.server;

import dev.sockeye.EndpointUri;
import java.net.SocketAddress;

/**
 * What one listener, or one socket that receives from everybody, has done since its server started.
 *
 * @param uri the URI that the server was given
 * @param address where that is, with a real port
 * @param counters the numbers; of the memory that connections hold the server has one for all, and
 *     it is 0 here
 */
public record ServiceCounters(EndpointUri uri, SocketAddress address, ServerCounters counters) {}
