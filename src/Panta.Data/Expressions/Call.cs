using System.Collections.Immutable;

namespace Panta.Data.Expressions;

/// <summary>An operator or function by the name that Spark has for it: <c>+</c>, <c>==</c>, <c>and</c>, <c>when</c>, <c>date_trunc</c>, <c>sum</c> …</summary>
public sealed record Call : Expression
{
    /// <summary>A call.</summary>
    /// <param name="function">The name, in lower case.</param>
    /// <param name="arguments">The arguments in order.</param>
    public Call(string function, params ReadOnlySpan<Expression> arguments)
    {
        Function = function;
        Arguments = [.. arguments];
    }

    /// <summary>Gets the name, in lower case.</summary>
    public string Function { get; }

    /// <summary>Gets the arguments in order.</summary>
    public ImmutableArray<Expression> Arguments { get; init; }

    /// <summary>Gets whether an aggregate takes each value once. Default false.</summary>
    public bool Distinct { get; init; }

    /// <summary>Whether both call the same with equal arguments.</summary>
    /// <param name="other">The other call.</param>
    public bool Equals(Call? other) => other is not null && Function == other.Function && Distinct == other.Distinct && Arguments.SequenceEqual(other.Arguments);

    /// <summary>A hash of the function and its arguments.</summary>
    public override int GetHashCode() => Arguments.Aggregate(HashCode.Combine(Function, Distinct), HashCode.Combine);
}
