/** Sockets of this module for MySQL Connector/J. */
package dev.sockeye.socket.mysql;
