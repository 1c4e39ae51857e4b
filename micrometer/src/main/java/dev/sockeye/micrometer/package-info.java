/** The counters of a server as meters of Micrometer. */
package dev.sockeye.micrometer;
