using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using Panta.Data.Schemas;

namespace Panta.Data.Tables;

/// <summary>Properties of records as values of columns and back: flat ones, lists, dictionaries, and records within records.</summary>
static class RecordValues
{
    const int MostLevels = 16;

    static readonly Dictionary<Type, DataType> Flat = new()
    {
        [typeof(bool)] = DataType.Bool,
        [typeof(sbyte)] = DataType.Int8,
        [typeof(short)] = DataType.Int16,
        [typeof(int)] = DataType.Int32,
        [typeof(long)] = DataType.Int64,
        [typeof(float)] = DataType.Float32,
        [typeof(double)] = DataType.Float64,
        [typeof(decimal)] = DataType.Decimal(28, 10),
        [typeof(string)] = DataType.String,
        [typeof(byte[])] = DataType.Binary,
        [typeof(DateOnly)] = DataType.Date,
        [typeof(DateTimeOffset)] = DataType.Timestamp,
        [typeof(DateTime)] = DataType.TimestampNtz,
        [typeof(double[])] = DataType.Vector,
    };

    static readonly Type[] Lists =
        [typeof(List<>), typeof(IReadOnlyList<>), typeof(IList<>), typeof(IReadOnlyCollection<>), typeof(IEnumerable<>), typeof(ImmutableArray<>)];

    static readonly Type[] Maps = [typeof(Dictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>)];

    /// <summary>The type of column that a property's values go to.</summary>
    /// <param name="given">The property's type.</param>
    /// <param name="place">The property, for errors.</param>
    /// <param name="level">How many records and lists it is in.</param>
    /// <exception cref="ArgumentException">No column holds that type.</exception>
    public static DataType TypeOf(Type given, string place, int level = 0)
    {
        var type = Nullable.GetUnderlyingType(given) ?? given;
        if (level > MostLevels) throw new ArgumentException($"{place} is nested more than {MostLevels} levels deep: a record that holds itself has no end.");
        if (Flat.TryGetValue(type, out var flat)) return flat;
        if (MapOf(type) is var (key, value)) return DataType.Map(TypeOf(key, $"{place}.Key", level + 1), TypeOf(value, $"{place}.Value", level + 1));
        if (ElementOf(type) is { } element) return DataType.Array(TypeOf(element, $"{place}[]", level + 1));
        if (Properties(type) is not { Length: > 0 } properties)
            throw new ArgumentException($"{place} is a {type.Name}, and no column holds that. Flat types do, double[], lists and dictionaries of them, and records.");

        return DataType.Struct(new([.. properties.Select(
            property => new Field(property.Name, TypeOf(property.PropertyType, $"{place}.{property.Name}", level + 1)) { Nullable = IsNullable(property) })]));
    }

    /// <summary>A property's value as <see cref="ColumnBuilder"/> takes it.</summary>
    public static object? Of(object? value)
    {
        if (value is null || Flat.ContainsKey(value.GetType())) return value;
        if (value is IDictionary map) return map.Keys.Cast<object>().Select(key => KeyValuePair.Create(key, Of(map[key]))).ToArray();
        if (value is IEnumerable list) return list.Cast<object?>().Select(Of).ToArray();
        return new OrderedDictionary<string, object?>(Properties(value.GetType()).Select(property => KeyValuePair.Create(property.Name, Of(property.GetValue(value)))));
    }

    /// <summary>A column's value as a property's type.</summary>
    /// <exception cref="InvalidCastException">It is none of those.</exception>
    public static object? As(object? value, Type wanted)
    {
        var type = Nullable.GetUnderlyingType(wanted) ?? wanted;
        return value switch
        {
            null when wanted.IsValueType && type == wanted => throw new InvalidCastException($"Null is no {type.Name}."),
            null => null,
            OrderedDictionary<string, object?> fields => RecordOf(fields, type),
            KeyValuePair<object, object?>[] pairs when MapOf(type) is var (key, element) => MapOf(pairs, key, element),
            Array list when type != value.GetType() && (type == typeof(double[]) ? typeof(double) : ElementOf(type)) is { } element => ListOf(list, type, element),
            _ => Lossless.To(value, type),
        };
    }

    /// <summary>The properties that are columns or fields.</summary>
    public static PropertyInfo[] Properties(Type type) => type.Namespace == "System" ? []
        : [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0)];

    /// <summary>Whether a property may be null.</summary>
    public static bool IsNullable(PropertyInfo property) =>
        property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;

    static (Type Key, Type Value)? MapOf(Type type) =>
        type.IsGenericType && Maps.Contains(type.GetGenericTypeDefinition()) ? (type.GenericTypeArguments[0], type.GenericTypeArguments[1]) : null;

    static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && Lists.Contains(type.GetGenericTypeDefinition()) ? type.GenericTypeArguments[0] : null;

    static object MapOf(KeyValuePair<object, object?>[] pairs, Type key, Type value)
    {
        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
        foreach (var pair in pairs) map[As(pair.Key, key)!] = As(pair.Value, value);
        return map;
    }

    static object ListOf(Array values, Type type, Type element)
    {
        var list = Array.CreateInstance(element, values.Length);
        for (var i = 0; i < values.Length; i++) list.SetValue(As(values.GetValue(i), element), i);
        if (type.IsAssignableFrom(list.GetType())) return list;
        if (type.GetGenericTypeDefinition() == typeof(List<>)) return Activator.CreateInstance(type, list)!;
        return typeof(ImmutableArray).GetMethods().First(method => method is { Name: nameof(ImmutableArray.Create), IsGenericMethod: true }
            && method.GetParameters() is [{ ParameterType.IsArray: true }]).MakeGenericMethod(element).Invoke(null, [list])!;
    }

    static object RecordOf(OrderedDictionary<string, object?> fields, Type type)
    {
        var constructor = type.GetConstructors().OrderByDescending(each => each.GetParameters().Length)
            .FirstOrDefault(each => each.GetParameters().All(parameter => Find(fields, parameter.Name!) is not null));
        if (constructor is null && !type.IsValueType)
            throw new InvalidCastException($"{type.Name} cannot be made from fields {string.Join(", ", fields.Keys)}: no constructor whose parameters are all fields.");

        var record = constructor is null ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => As(fields[Find(fields, parameter.Name!)!], parameter.ParameterType))]);
        var given = constructor?.GetParameters().Select(parameter => parameter.Name).ToHashSet() ?? [];
        foreach (var property in Properties(type).Where(property => property.CanWrite && !given.Contains(property.Name)))
            if (Find(fields, property.Name) is { } name) property.SetValue(record, As(fields[name], property.PropertyType));
        return record;
    }

    static string? Find(OrderedDictionary<string, object?> fields, string name) =>
        fields.ContainsKey(name) ? name : fields.Keys.FirstOrDefault(key => key.Replace("_", "", StringComparison.Ordinal)
            .Equals(name.Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
}
