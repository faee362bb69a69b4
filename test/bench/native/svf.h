// Coefficients of the equalizer's sections: A. Simper, "Linear Trapezoidal Integrated State Variable Filter", Cytomic 2013.
#ifndef SVF_H
#define SVF_H

#include "effect.h"
#include <math.h>

#define SECTIONS 5

//   v = x − ic2,  y = d·v + c1·ic1 + c2·ic2,  ic1′ = f·ic1 + h·v,  ic2′ = ic2 + h·ic1 + q·v
typedef struct {
    f32 f, h, q, d, c1, c2;
} Section;

static Section section(double g, double k, double m0, double m1, double m2) {
    const double a1 = 1 / (1 + g * (g + k)), a2 = g * a1, a3 = g * a2;
    return (Section){
        .f = 2 * a1 - 1,
        .h = 2 * a2,
        .q = 2 * a3,
        .d = m0 + m1 * a2 + m2 * a3,
        .c1 = m1 * a1 + m2 * a2,
        .c2 = m0 + m2,
    };
}

// Low cut, low shelf, bell, high shelf, high cut; shelves of slope 1, Butterworth cuts.
static void sections(Section *to, double sample_rate) {
    const double root2 = sqrt(2), a_low = pow(10, parameter("low_gain") / 40.0), a_mid = pow(10, parameter("mid_gain") / 40.0),
                 a_high = pow(10, parameter("high_gain") / 40.0), k_mid = 1 / (parameter("mid_q") * a_mid);
#define G(id) tan(M_PI *parameter(id) / sample_rate)
    to[0] = section(G("low_cut"), root2, 1, -root2, -1);
    to[1] = section(G("low_freq") / sqrt(a_low), root2, 1, root2 * (a_low - 1), a_low * a_low - 1);
    to[2] = section(G("mid_freq"), k_mid, 1, k_mid * (a_mid * a_mid - 1), 0);
    to[3] = section(G("high_freq") * sqrt(a_high), root2, a_high * a_high, root2 * (1 - a_high) * a_high, 1 - a_high * a_high);
    to[4] = section(G("high_cut"), root2, 0, 0, 1);
#undef G
}

#endif
