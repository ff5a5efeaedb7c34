/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words to values and back.  Parsers return 0 or -errno and, on failure,
 * point *why at a constant phrase that completes "\"abc\" ...", for example
 * "is not a number".  They accept the whole word or nothing, take no sign,
 * no blanks, and are independent of the locale.
 */
#ifndef NKT_VALUE_H
#define NKT_VALUE_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

struct mac {
	uint8_t b[6];
};

/* An IPv4 or IPv6 address; all zeroes (family 0) is none. */
struct ip_addr {
	uint8_t family;		/* AF_INET or AF_INET6 */
	uint8_t b[16];		/* network order; of IPv4 the first four */
};

/* Addresses that share their first len bits. What is behind them may be set:
 * 10.1.0.5/24 is an address, with the size of its network. */
struct ip_prefix {
	struct ip_addr addr;
	uint8_t len;
};

/* A keyword and the number that stands for it; ends with .word == NULL. */
struct choice {
	const char *word;
	uint32_t value;
	const char *help;
};

/* Decimal (leading zeroes too: never octal), or hexadecimal after 0x.
 * -ERANGE above UINT64_MAX. */
int value_u64(const char *s, uint64_t *v, const char **why);

/* Bytes: a number, or one with k, m, g (1024 each): 196608, 192k. */
int value_size(const char *s, uint64_t *v, const char **why);

/* A name the kernel takes for a device: 1 to 15 bytes, no '/', no ':',
 * no white space, not "." nor ".." (dev_valid_name() in net/core/dev.c). */
int value_ifname(const char *s, const char **why);

/* aa:bb:cc:dd:ee:ff, any case; or all with - between. Two digits each. */
int value_mac(const char *s, struct mac *v, const char **why);

/* 10.1.0.5 (all four parts, no leading zeroes), or fd00::5 in any form; no
 * zone. */
int value_addr(const char *s, struct ip_addr *v, const char **why);

/* An address, then /LENGTH; without, the whole address counts. */
int value_prefix(const char *s, struct ip_prefix *v, const char **why);

/* The choice with that exact word, or NULL. */
const struct choice *choice_find(const struct choice *c, const char *word);
/* The word for a number, or NULL. */
const char *choice_word(const struct choice *c, uint32_t value);

/*
 * For "did you mean": how many bytes must be put in, left out, changed or
 * swapped with the next to make one the other; 4 stands for all above 3.
 */
unsigned int value_distance(const char *a, const char *b);

#define MAC_STRLEN 18
void mac_format(const struct mac *m, char buf[static MAC_STRLEN]);

/* 4 or 16 bytes, or 32 or 128 bits. */
size_t addr_size(const struct ip_addr *a);
uint8_t addr_bits(const struct ip_addr *a);
bool addr_equal(const struct ip_addr *a, const struct ip_addr *b);
bool prefix_equal(const struct ip_prefix *a, const struct ip_prefix *b);
/* Is nothing set behind the length, as a route wants it? */
bool prefix_is_net(const struct ip_prefix *p);

/* As RFC 5952 has it; a prefix always with its length. */
#define ADDR_STRLEN 46
#define PREFIX_STRLEN (ADDR_STRLEN + 4)
void addr_format(const struct ip_addr *a, char buf[static ADDR_STRLEN]);
void prefix_format(const struct ip_prefix *p, char buf[static PREFIX_STRLEN]);

#endif
