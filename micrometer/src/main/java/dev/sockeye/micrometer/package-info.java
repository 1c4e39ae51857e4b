/** The counters of a server as meters of Micrometer, and connects as observations. */
package dev.sockeye.micrometer;
