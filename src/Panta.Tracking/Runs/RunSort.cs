using System.Data;
using Dapper;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>
/// Puts all runs of a search in order by their numbers. A database sorts whole records, with the ids that decide between equal ones; here the numbers alone
/// are sorted, in half the time, and ids are read only of runs that are equal in all of them.
/// </summary>
sealed class RunSort
{
    const int Most = 1_000_000;

    readonly List<long> _runs = [];
    readonly (string Sql, bool Descending)[] _terms;
    readonly List<long>[] _numbers;

    RunSort((string Sql, bool Descending)[] terms) => (_terms, _numbers) = (terms, Array.ConvertAll(terms, _ => new List<long>()));

    /// <summary>The keys of a search's runs in its order, which is by numbers; null where there are so many that the database had better sort them.</summary>
    public static long[]? Keys(IDbConnection connection, RunSelection chosen)
    {
        var sort = new RunSort([.. chosen.Paging.Terms.SkipLast(1)]); // the last is the id
        sort.Read(connection, chosen);
        if (sort._runs.Count > Most) return null;

        var order = new int[sort._runs.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        var ties = new List<Range>();
        sort.Order(order, 0, 0, order.Length, ties);
        sort.BreakTies(connection, order, ties);
        return Array.ConvertAll(order, place => sort._runs[place]);
    }

    void Read(IDbConnection connection, RunSelection chosen)
    {
        var areReal = Array.ConvertAll(_terms, term => RunFilter.IsReal(term.Sql));
        using var reader = connection.ExecuteReader(
            $"SELECT r.run, {string.Join(", ", _terms.Select(term => term.Sql))}\nFROM runs r{chosen.Joins}\nWHERE {chosen.Sql.Where}", chosen.Sql.Parameters);
        while (_runs.Count <= Most && reader.Read())
        {
            _runs.Add(reader.GetInt64(0));
            for (var i = 0; i < _terms.Length; i++)
            {
                var number = areReal[i] ? Ordered(reader.GetDouble(i + 1)) : reader.GetInt64(i + 1);
                _numbers[i].Add(_terms[i].Descending ? ~number : number);
            }
        }
    }

    /// <summary>A real number as an integer that is ordered alike.</summary>
    static long Ordered(double real)
    {
        var bits = BitConverter.DoubleToInt64Bits(real == 0 ? 0 : real); // −0 is 0
        return bits ^ ((bits >> 63) & long.MaxValue);
    }

    /// <summary>Sorts a part by one number, then what is equal in it by the next.</summary>
    void Order(int[] order, int term, int start, int end, List<Range> ties)
    {
        if (end - start < 2) return;
        if (term == _numbers.Length)
        {
            ties.Add(start..end);
            return;
        }

        var numbers = new long[end - start];
        for (var i = start; i < end; i++) numbers[i - start] = _numbers[term][order[i]];
        numbers.AsSpan().Sort(order.AsSpan(start, end - start));
        for (int from = 0, to; from < numbers.Length; from = to)
        {
            for (to = from + 1; to < numbers.Length && numbers[to] == numbers[from];) to++;
            Order(order, term + 1, start + from, start + to, ties);
        }
    }

    void BreakTies(IDbConnection connection, int[] order, List<Range> ties)
    {
        var tied = ties.SelectMany(tie => order[tie]).Select(place => _runs[place]).ToList();
        var ids = Chunks.Load(connection, "SELECT run, run_id FROM runs WHERE run IN @0", tied, r => r.GetString(1));
        foreach (var tie in ties) order.AsSpan(tie).Sort((a, b) => string.CompareOrdinal(ids[_runs[a]][0], ids[_runs[b]][0]));
    }
}
