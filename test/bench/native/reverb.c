// The reverb in plain C.
#include "reverb.h"

static void band_pass(Reverb *r, const f32 *restrict left, const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right) {
    const f32 ha = r->high_a, hb = 1 - ha, la = r->low_a, lb = 1 - la;
    f32 high_l = r->high[0], high_r = r->high[1], low_l = r->low[0], low_r = r->low[1];
    for (int n = 0; n < BLOCK; n++) {
        high_l = ha * left[n] + hb * high_l, high_r = ha * right[n] + hb * high_r;
        low_l = la * high_l + lb * low_l, low_r = la * high_r + lb * low_r;
        out_left[n] = high_l - low_l + 1e-18f;
        out_right[n] = high_r - low_r + 1e-18f;
    }
    r->high[0] = high_l, r->high[1] = high_r, r->low[0] = low_l, r->low[1] = low_r;
}

// Eight lines at a time: their recursions run side by side.
static void absorb(Reverb *r, const f32 *const *lines, f32 (*restrict rows)[BLOCK]) {
    for (int first = 0; first < LINES; first += 8) {
        f32 y[8], gain[8], pole[8];
        const f32 *x[8];
        for (int k = 0; k < 8; k++) x[k] = lines[first + k], y[k] = r->state[first + k][3], gain[k] = r->gain[first + k], pole[k] = r->pole[first + k];
        for (int n = 0; n < BLOCK; n++) {
#pragma GCC unroll 8
            for (int k = 0; k < 8; k++) y[k] = gain[k] * x[k][n] + pole[k] * y[k];
#pragma GCC unroll 4
            for (int k = 0; k < 8; k += 2) rows[first + k][n] = y[k] + y[k + 1], rows[first + k + 1][n] = y[k] - y[k + 1];
        }
        for (int k = 0; k < 8; k++) r->state[first + k][3] = y[k];
    }
}
