using Npgsql;

namespace Panta.Data.Databases;

/// <summary>.NET values for the <c>$1</c> of a statement. They travel beside the statement, never in it.</summary>
static class PostgresParameter
{
    /// <summary>The parameter of a value, by its .NET type.</summary>
    /// <exception cref="ArgumentException">PostgreSQL has no such type.</exception>
    public static NpgsqlParameter Of(object? value, int index) => new()
    {
        Value = value switch
        {
            null => DBNull.Value,
            sbyte or byte => Convert.ToInt16(value),
            ushort number => (int)number,
            uint number => (long)number,
            ulong number => (decimal)number,
            DateTimeOffset instant => instant.ToUniversalTime(),
            DateTime { Kind: DateTimeKind.Local } => throw NoParameter(value, index),
            bool or short or int or long or float or double or decimal or string or byte[] or Guid or DateOnly or TimeOnly or TimeSpan or DateTime => value,
            bool[] or short[] or int[] or long[] or float[] or double[] or decimal[] or string[] or Guid[] => value,
            IEnumerable<string> texts => texts.ToArray(),
            IEnumerable<int> numbers => numbers.ToArray(),
            IEnumerable<long> numbers => numbers.ToArray(),
            IEnumerable<double> numbers => numbers.ToArray(),
            _ => throw NoParameter(value, index),
        },
    };

    static ArgumentException NoParameter(object value, int index) => new(
        $"Parameter ${index + 1} is a {value.GetType().Name}{(value is DateTime ? " of local time" : "")}. Allowed: bool, integers, float, double, decimal, string, "
        + "byte[], Guid, DateOnly, TimeOnly, TimeSpan, DateTimeOffset, DateTime (UTC or of no kind), and sequences of them.");
}
