package dev.sockeye.posix;

import dev.sockeye.Domain;

/**
 * A protocol family of {@code socket(2)}.
 *
 * @param domain its name
 * @param number its {@code AF_} number
 * @param addresses its addresses
 */
public record Family(Domain domain, int number, AddressCodec addresses) {}
