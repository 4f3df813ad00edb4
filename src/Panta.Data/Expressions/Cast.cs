using Panta.Data.Schemas;

namespace Panta.Data.Expressions;

/// <summary>A value as another type. Fractions are cut off; text is read; a value that the type does not have is an error.</summary>
/// <param name="Value">The value.</param>
/// <param name="Type">The type.</param>
public sealed record Cast(Expression Value, DataType Type) : Expression
{
    /// <summary>Gets whether a value that the type does not have becomes null instead. Default false.</summary>
    public bool Try { get; init; }
}
