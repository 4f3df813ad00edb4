namespace Panta.Data.Expressions;

/// <summary>A field of a struct by its name, an element of an array by its place from 0, or a value of a map by its key.</summary>
/// <param name="Value">Struct, array or map.</param>
/// <param name="Key">A text literal for a struct.</param>
public sealed record ExtractValue(Expression Value, Expression Key) : Expression;
