// The delay two interleaved frames to a vector, as in the engine.
#include "delay.h"
#include "vectors.h"

static inline f32x4 swapped(f32x4 x) { return __builtin_shuffle(x, (i32x4){1, 0, 3, 2}); }

static void read_gliding(f32 *restrict out, const f32 *restrict tap, f32 fraction, f32 drift) {
    f32x4 position = fraction + (1 - drift) * (f32x4){0, 1, 2, 3};
    for (int frame = 0; frame < BLOCK; frame += 4) {
        // Positions are never negative: cutting off is rounding down.
        const i32x4 whole = __builtin_convertvector(position, i32x4);
        const f32x4 f = position - __builtin_convertvector(whole, f32x4), f2 = f * f, f3 = f2 * f;
        const f32x4 w0 = 0.5f * (f2 + f2 - f3 - f), w3 = 0.5f * (f3 - f2), w2 = 0.5f * f + (f2 + f2 - 1.5f * f3), w1 = 1 - w0 - w2 - w3;
        const f32x4 low01 = __builtin_shuffle(w0, w1, (i32x4){0, 4, 1, 5}), low23 = __builtin_shuffle(w2, w3, (i32x4){0, 4, 1, 5});
        const f32x4 high01 = __builtin_shuffle(w0, w1, (i32x4){2, 6, 3, 7}), high23 = __builtin_shuffle(w2, w3, (i32x4){2, 6, 3, 7});
        const f32 *a = tap + 2 * (whole[0] - 1), *b = tap + 2 * (whole[1] - 1), *c = tap + 2 * (whole[2] - 1), *d = tap + 2 * (whole[3] - 1);
#define LOWER(x) __builtin_shuffle(x, (i32x4){0, 0, 1, 1})
#define UPPER(x) __builtin_shuffle(x, (i32x4){2, 2, 3, 3})
        const f32x4 sum_a = load(a + 4) * LOWER(low23) + load(a) * LOWER(low01), sum_b = load(b + 4) * UPPER(low23) + load(b) * UPPER(low01);
        const f32x4 sum_c = load(c + 4) * LOWER(high23) + load(c) * LOWER(high01), sum_d = load(d + 4) * UPPER(high23) + load(d) * UPPER(high01);
#undef LOWER
#undef UPPER
        store(out + 2 * frame, __builtin_shuffle(sum_a, sum_b, (i32x4){0, 1, 4, 5}) + __builtin_shuffle(sum_a, sum_b, (i32x4){2, 3, 6, 7}));
        store(out + 2 * frame + 4, __builtin_shuffle(sum_c, sum_d, (i32x4){0, 1, 4, 5}) + __builtin_shuffle(sum_c, sum_d, (i32x4){2, 3, 6, 7}));
        position += 4 * (1 - drift);
    }
}

// Two frames of a one-pole from their inputs already scaled by a: the pole is passed once per two frames.
static inline f32x4 pole(f32x4 scaled, f32 b, f32x4 powers, f32x4 before) {
    const f32x4 inner = b * __builtin_shuffle(splat(0), scaled, (i32x4){2, 3, 4, 5}) + scaled;
    return powers * __builtin_shuffle(before, (i32x4){2, 3, 2, 3}) + inner;
}

static inline __attribute__((always_inline)) void run(Delay *d, const f32 *restrict taps, f32 *restrict head, const f32 *restrict left,
                                                      const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right,
                                                      int ping_pong) {
    const f32 ha = d->high_a, hb = 1 - ha, la = d->low_a, lb = 1 - la, low_on = d->low_cut;
    const f32x4 hb2 = {hb, hb, hb * hb, hb * hb}, lb2 = {lb, lb, lb * lb, lb * lb};
    f32x4 high = {0, 0, d->high[0], d->high[1]}, low = {0, 0, d->low[0], d->low[1]};
    for (int frame = 0; frame < BLOCK; frame += 4) {
        const f32x4 l = load(left + frame), r = load(right + frame);
        const f32x4 in[2] = {__builtin_shuffle(l, r, (i32x4){0, 4, 1, 5}), __builtin_shuffle(l, r, (i32x4){2, 6, 3, 7})};
        f32x4 out[2];
        for (int pair = 0; pair < 2; pair++) {
            const int at = 2 * frame + 4 * pair;
            high = pole(ha * load(taps + at), hb, hb2, high);
            low = pole(la * high, lb, lb2, low);
            const f32x4 y = high - low_on * low;
            const f32x4 sent = ping_pong ? (in[pair] + swapped(in[pair])) * (f32x4){0.5f, 0, 0.5f, 0} : in[pair];
            store(head + at, d->feedback * (ping_pong ? swapped(y) : y) + (sent + 1e-18f));
            out[pair] = d->wet * y + d->dry * in[pair];
        }
        store(out_left + frame, __builtin_shuffle(out[0], out[1], (i32x4){0, 2, 4, 6}));
        store(out_right + frame, __builtin_shuffle(out[0], out[1], (i32x4){1, 3, 5, 7}));
    }
    d->high[0] = high[2], d->high[1] = high[3], d->low[0] = low[2], d->low[1] = low[3];
}

static void echo(Delay *d, const f32 *restrict taps, f32 *restrict head, const f32 *restrict left, const f32 *restrict right,
                 f32 *restrict out_left, f32 *restrict out_right) {
    if (d->ping_pong) run(d, taps, head, left, right, out_left, out_right, 1);
    else run(d, taps, head, left, right, out_left, out_right, 0);
}
