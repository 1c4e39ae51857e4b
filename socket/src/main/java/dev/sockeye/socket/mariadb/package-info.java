/** Sockets of this module for MariaDB Connector/J. */
package dev.sockeye.socket.mariadb;
