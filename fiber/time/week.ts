/*
    week.ts -- Numbers of weeks. Dates are given by their UTC fields.
*/

const day = 86_400_000

/** Day of the year, from 1. */
export function dayOfYear(date: Date): number {
    return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / day) + 1
}

/** Week of the year, 0 to 53; weeks begin on Sunday (`first` 0) or Monday (1); days before the first such day are in week 0. */
export function weekOfYear(date: Date, first: 0 | 1): number {
    const weekday = (date.getUTCDay() - first + 7) % 7
    return Math.floor((dayOfYear(date) + 6 - weekday) / 7)
}

/** Week and year by ISO 8601: weeks begin on Monday, and belong to the year in which their Thursday lies. */
export function isoWeek(date: Date): { readonly year: number; readonly week: number } {
    const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * day)
    return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}
