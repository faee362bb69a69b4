// Four-lane helpers over GCC's vector extension.
#ifndef VECTORS_H
#define VECTORS_H

#include "effect.h"
#include <string.h>

typedef f32 f32x4 __attribute__((vector_size(16)));
typedef int i32x4 __attribute__((vector_size(16)));

static inline f32x4 splat(f32 x) { return (f32x4){x, x, x, x}; }

static inline f32x4 load(const f32 *from) {
    f32x4 x;
    memcpy(&x, from, sizeof x);
    return x;
}

static inline void store(f32 *to, f32x4 x) { memcpy(to, &x, sizeof x); }

// Where the mask is −1 the first, where it is 0 the second.
static inline f32x4 select4(i32x4 mask, f32x4 yes, f32x4 no) { return (f32x4)((mask & (i32x4)yes) | (~mask & (i32x4)no)); }

// GCC does not see one instruction in the selects, and native code shall not be slower for that.
#ifdef __SSE__
static inline f32x4 max4(f32x4 a, f32x4 b) { return __builtin_ia32_maxps(a, b); }
static inline f32x4 min4(f32x4 a, f32x4 b) { return __builtin_ia32_minps(a, b); }
#else
static inline f32x4 max4(f32x4 a, f32x4 b) { return select4(a > b, a, b); }
static inline f32x4 min4(f32x4 a, f32x4 b) { return select4(a < b, a, b); }
#endif

static inline f32x4 abs4(f32x4 x) { return (f32x4)((i32x4)x & 0x7fffffff); }

#endif
