package inputs

// Choice is a parameter and the values it may take in a pair; the empty text leaves it out.
type Choice struct {
	Name   string
	Values []string
}

// Pairs are sets of arguments, few of them, in which every two values of two different choices stand together at least once.
// Each set has an argument for each choice whose value is not left out, in the order of the choices. What is only wrong
// beside something else shows in one of them.
func Pairs(choices []Choice) [][]Argument {
	open := openPairs(choices)
	var all [][]Argument
	for len(open) > 0 {
		row := nextRow(choices, open)
		for pair := range open {
			if row[pair.a] == pair.x && row[pair.b] == pair.y {
				delete(open, pair)
			}
		}
		all = append(all, argumentsOf(choices, row))
	}
	return all
}

// pair is value x of choice a beside value y of choice b, with a < b.
type pair struct{ a, x, b, y int }

func openPairs(choices []Choice) map[pair]bool {
	open := map[pair]bool{}
	for b := range choices {
		for a := range b {
			for x := range choices[a].Values {
				for y := range choices[b].Values {
					open[pair{a, x, b, y}] = true
				}
			}
		}
	}
	return open
}

// nextRow chooses a value for each choice: it begins with the first pair that is still open, and takes from there whichever
// value closes the most pairs with those already chosen.
func nextRow(choices []Choice, open map[pair]bool) []int {
	row := make([]int, len(choices))
	for i := range row {
		row[i] = -1
	}
	begin := first(open)
	row[begin.a], row[begin.b] = begin.x, begin.y
	for i, c := range choices {
		if row[i] >= 0 {
			continue
		}
		best := -1
		for v := range c.Values {
			if n := closed(row, i, v, open); n > best {
				best, row[i] = n, v
			}
		}
	}
	return row
}

// closed counts the open pairs that choosing v for choice i closes.
func closed(row []int, i, v int, open map[pair]bool) (n int) {
	for j, w := range row {
		switch {
		case w < 0 || j == i:
		case j < i && open[pair{j, w, i, v}]:
			n++
		case j > i && open[pair{i, v, j, w}]:
			n++
		}
	}
	return n
}

// first is the least open pair, so that the rows are the same each time.
func first(open map[pair]bool) pair {
	least, any := pair{}, false
	for p := range open {
		if !any || less(p, least) {
			least, any = p, true
		}
	}
	return least
}

func less(p, q pair) bool {
	for _, c := range [][2]int{{p.a, q.a}, {p.b, q.b}, {p.x, q.x}, {p.y, q.y}} {
		if c[0] != c[1] {
			return c[0] < c[1]
		}
	}
	return false
}

func argumentsOf(choices []Choice, row []int) (all []Argument) {
	for i, c := range choices {
		if text := c.Values[row[i]]; text != "" {
			all = append(all, Argument{c.Name, text})
		}
	}
	return all
}
